// The same page with seven lines of our own, and the browser's dates.
import { later } from "./later.js";
import { start } from "./page.js";

const weekday = (date) => date.toLocaleDateString(document.documentElement.lang, { weekday: "long" });
start({ later, weekday });
