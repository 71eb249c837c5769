// As it grew: one function of lodash, one of moment, and both libraries whole.
import _ from "lodash";
import moment from "moment";
import { start } from "./page.js";

start({ later: _.debounce, weekday: (date) => moment(date).format("dddd") });
