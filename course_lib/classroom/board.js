// Shows each picture of the room that the board sends. Text is only ever set as text.

const $ = (id) => document.getElementById(id);

/** An element with text or children. */
function make(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...[content].flat());
  return made;
}

/** "1 learner", "3 learners". */
const number = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function say(state, text) {
  $("status").dataset.state = state;
  $("status").textContent = text;
}

function exerciseRow(one, learners) {
  const bar = make("meter", [], { min: 0, max: learners, value: one.passed, "aria-hidden": "true" });
  const beliefs = one.beliefs.map(([belief, count]) => make("li", `${belief} (${count})`));
  const hints = one.hints.map((count, i) => `${i + 1}: ${count}`);
  if (one.solutions) hints.push(`solution: ${one.solutions}`);
  const row = make("tr", [
    make("th", [one.exercise, make("small", one.lesson)], { scope: "row" }),
    make("td", [`${one.passed} of ${one.tried} who tried`, bar]),
    make("td", String(one.stuck), one.stuck ? { class: "stuck" } : {}),
    make("td", beliefs.length ? make("ul", beliefs) : "none named"),
    make("td", hints.join(", ") || "none"),
  ]);
  row.dataset.exercise = one.exercise;
  row.dataset.passed = one.passed;
  return row;
}

const milliseconds = (ms) => `${Math.round(ms)} ms`;

/** A bar for each range of guesses, with the truth marked; every bar says what it shows. */
function histogram(one) {
  const most = Math.max(1, ...one.counts);
  const last = one.counts.length - 1;
  const rows = one.counts.map((count, i) => {
    const from = i * one.bin_ms;
    const to = from + one.bin_ms;
    const range = i === last ? `${milliseconds(from)} or more` : `${milliseconds(from)} to ${milliseconds(to)}`;
    const truth = one.truth_ms >= from && (i === last || one.truth_ms < to);
    const bar = make("meter", [], { min: 0, max: most, value: count, "aria-hidden": "true" });
    const said = truth ? `${count} ◀ the truth: ${milliseconds(one.truth_ms)}` : String(count);
    const row = make("tr", [make("th", range, { scope: "row" }), make("td", bar), make("td", said)]);
    if (truth) row.className = "truth";
    return row;
  });
  const sum = `${one.guesses} ${one.guesses === 1 ? "guess" : "guesses"}, ${one.near} within a tenth of the truth (${milliseconds(one.truth_ms)}).`;
  const figure = make("section", [
    make("h3", one.demo),
    make("p", sum),
    make("table", [make("caption", `Guesses for ${one.demo}`), make("tbody", rows)]),
  ]);
  figure.dataset.demo = one.demo;
  return figure;
}

function show(room) {
  $("exercises").tBodies[0].replaceChildren(
    ...room.exercises.map((one) => exerciseRow(one, Math.max(room.learners, 1))));
  $("exercises").hidden = room.exercises.length === 0;
  $("no-exercises").hidden = room.exercises.length > 0;
  $("predictions").replaceChildren(...room.predictions.map(histogram));
  $("no-predictions").hidden = room.predictions.length > 0;
  say("live", `Live: ${number(room.learners, "learner")}, ${number(room.events, "event")}.`);
}

const source = new EventSource("live");
source.onmessage = (message) => show(JSON.parse(message.data));
source.onerror = () => say("lost", "The board does not answer. Trying again; the numbers are the last known.");
