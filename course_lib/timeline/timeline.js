/**
 * The live picture of a demo. The kernel says what started and what ended, in small batches
 * (the format is in wire.py); this file lays it out and moves the bars in between. Every figure
 * that is shown came from the kernel.
 *
 * Sections: the store, the axis, the layout of rows, drawing, the table, keyboard, the view.
 *
 * @typedef {{id: number, label: string, kind: number, parent: number | null, start: number,
 *   end: number | null, state: number, cancelledAt: number | null, cleanedUp: boolean,
 *   error: string, detail: string}} Span
 * @typedef {{name: string, state: "idle" | "running" | "done" | "failed", outcome: string,
 *   now: number, offset: number, spans: Map<number, Span>,
 *   marks: {name: string, at: number, detail: string}[], ended: number | null}} Variant
 * @typedef {{key: string, word: string, glyph: string, colour: string, ink: string, tile: string,
 *   path: string}} State
 * @typedef {{variants: Variant[], updates: number, listeners: Set<() => void>}} Store
 * @typedef {{key: string, depth: number, span: Span | null, blocked: Span[]}} Row
 */

const TASK = 1;
const BLOCKED_KIND = 2;
const DELAY = 0.075;
const ENDINGS = ["returned", "raised", "cancelled", "stopped"];
const ORPHAN = "still running after the end";
const BROKEN = "clean-up broken off";
const CLEANED = "cleaned up for ";
const HELP = "Point at a bar, or move with the arrow keys, to read its details.";

// ---- The store: one a model, however many views it has --------------------------------------

/** @type {WeakMap<object, Store>} */
const stores = new WeakMap();

/** @returns {Store} */
function storeOf(model) {
  let store = stores.get(model);
  if (store) return store;
  store = { variants: [], updates: 0, listeners: new Set() };
  stores.set(model, store);
  const tell = () => {
    store.updates += 1;
    for (const listener of store.listeners) listener();
  };
  const load = () => {
    store.variants = (model.get("_picture")?.variants ?? []).map(readVariant);
  };
  load();
  model.on("change:_picture", () => { load(); tell(); });
  model.on("change:ideal", tell);
  model.on("change:critical", tell);
  model.on("msg:custom", (message) => { applyMessage(store, message); tell(); });
  return store;
}

const clock = () => performance.now() / 1000;

// Python's None comes as null, and from a kernel inside the browser as undefined: here it is null.

/** @returns {Variant} */
function readVariant(data) {
  const spans = new Map(data.rows.map((row) => [row[0], readRow(row)]));
  return {
    name: data.name, state: data.state, outcome: data.outcome, now: data.now,
    offset: clock() - data.now, spans, marks: data.marks.map(readMark),
    ended: data.ended ?? null,
  };
}

/** @returns {Span} */
function readRow([id, label, kind, parent, start, ...rest]) {
  return readChange({ id, label, kind, parent: parent ?? null, start }, [id, ...rest]);
}

/** @returns {Span} */
function readChange(span, [, end, state, cancelledAt, cleanedUp, error, detail]) {
  span.end = end ?? null;
  span.state = state ?? 0;
  span.cancelledAt = cancelledAt ?? null;
  span.cleanedUp = (cleanedUp ?? 1) === 1;
  span.error = error ?? "";
  span.detail = detail ?? "";
  return span;
}

const readMark = ([name, at, detail]) => ({ name, at, detail });

/** @param {Store} store */
function applyMessage(store, message) {
  if (message.whole) store.variants[message.variant] = readVariant(message.whole);
  const variant = store.variants[message.variant];
  if (!variant) return;
  if (message.now !== undefined) {
    variant.now = message.now;
    // The batch that travelled fastest tells best how the two clocks differ.
    variant.offset = Math.min(variant.offset, clock() - message.now);
  }
  for (const row of message.rows ?? []) variant.spans.set(row[0], readRow(row));
  for (const row of message.changes ?? []) {
    const span = variant.spans.get(row[0]);
    if (span) readChange(span, row);
  }
  variant.marks.push(...(message.marks ?? []).map(readMark));
  variant.ended = message.ended ?? variant.ended;
  variant.state = message.state ?? variant.state;
  variant.outcome = message.outcome ?? variant.outcome;
}

/** The last instant that is known: nothing of a finished run lies beyond it. */
function lastKnown(variant) {
  let last = Math.max(variant.ended ?? 0, variant.state === "running" ? variant.now : 0);
  for (const span of variant.spans.values()) last = Math.max(last, span.end ?? span.start);
  for (const mark of variant.marks) last = Math.max(last, mark.at);
  return last;
}

/**
 * Where the growing bars are: an estimate of the kernel's clock, a little late on purpose, so that
 * an end is mostly known before the bar gets there and bars do not jump back.
 */
function nowOf(variant, still) {
  if (variant.state !== "running") return lastKnown(variant);
  return still ? variant.now : Math.max(0, clock() - variant.offset - DELAY);
}

/** @param {Store} store */
function stateOf(store) {
  const states = store.variants.map((variant) => variant.state);
  for (const state of ["running", "failed", "done"]) if (states.includes(state)) return state;
  return "idle";
}

// ---- The axis ------------------------------------------------------------------------------

/** Seconds from the left edge to the right one: tight when all is over, in steps while it grows. */
function horizonOf(store, ideal, still) {
  let last = ideal ?? 0;
  let live = false;
  for (const variant of store.variants) {
    last = Math.max(last, nowOf(variant, still), lastKnown(variant));
    live ||= variant.state === "running";
  }
  if (!live) return last > 0 ? last * 1.02 : 1;
  let horizon = 0.25;
  while (horizon < last) horizon *= 1.5;
  return horizon;
}

function ticksOf(horizon, width) {
  const wanted = Math.max(2, Math.floor(width / 80));
  const rough = horizon / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999);
  const inMs = horizon < 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step * 1.0001)));
  const ticks = [];
  for (let i = 0; i * step <= horizon * 1.0001; i += 1) {
    const at = i * step;
    const text = inMs ? `${+(at * 1000).toPrecision(6)} ms` : `${at.toFixed(digits)} s`;
    ticks.push({ at, text: i === 0 ? "0" : text });
  }
  return ticks;
}

const seconds = (value) => `${value.toFixed(3)} s`;

// ---- The layout of rows ---------------------------------------------------------------------

/** Parents before children, siblings by start; blocked stretches share one row on top. */
function rowsOf(variant) {
  /** @type {Map<number | null, Span[]>} */
  const children = new Map();
  const blocked = [];
  for (const span of variant.spans.values()) {
    if (span.kind === BLOCKED_KIND) {
      blocked.push(span);
      continue;
    }
    const rooted = span.parent !== null && span.parent < span.id && variant.spans.has(span.parent);
    const parent = rooted ? span.parent : null;
    if (!children.has(parent)) children.set(parent, []);
    children.get(parent).push(span);
  }
  for (const list of children.values()) list.sort((a, b) => a.start - b.start || a.id - b.id);
  /** @type {Row[]} */
  const rows = blocked.length ? [{ key: "loop", depth: 0, span: null, blocked }] : [];
  const visit = (parent, depth) => {
    for (const span of children.get(parent) ?? []) {
      rows.push({ key: String(span.id), depth, span, blocked: [] });
      visit(span.id, depth + 1);
    }
  };
  visit(null, 0);
  return rows;
}

/** Sizes that all groups share, from the measured width and the number of rows. */
function sizesOf(width, rowLists, measure) {
  const count = rowLists.reduce((sum, rows) => sum + rows.length, 0);
  const stacked = width < 420;
  const row = count <= 14 ? 26 : count <= 28 ? 21 : count <= 44 ? 17 : 14;
  const font = row >= 21 ? 12.5 : row >= 17 ? 11.5 : 10.5;
  let widest = 70;
  for (const rows of rowLists) {
    for (const { depth, span } of rows) {
      widest = Math.max(widest, depth * 14 + measure(span ? span.label : "event loop", font));
    }
  }
  const label = stacked ? 0 : Math.min(Math.ceil(widest) + 14, Math.round(width * 0.34));
  const value = Math.ceil(measure("00.000 s", font)) + 28;
  const right = stacked ? 8 : value;
  return {
    width, stacked, font, value,
    row: stacked ? row + font + 2 : row,
    bar: Math.max(8, Math.round(row * 0.62)),
    left: stacked ? 2 : label,
    plot: Math.max(40, width - (stacked ? 2 : label) - right),
  };
}

/** Widths of texts. The font is known only once the element is part of the page. */
function makeMeasure(element) {
  const context = document.createElement("canvas").getContext("2d");
  let family = "";
  const known = new Map();
  const measure = (text, size) => {
    const key = `${size} ${text}`;
    if (!known.has(key)) {
      context.font = `${size}px ${family}`;
      known.set(key, context.measureText(text).width);
    }
    return known.get(key);
  };
  const refresh = () => {
    const now = getComputedStyle(element).fontFamily || "sans-serif";
    if (now !== family) known.clear();
    family = now;
  };
  return { measure, refresh };
}

function fitted(text, room, size, measure) {
  if (measure(text, size) <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${text.slice(0, middle)}…`, size) <= room) low = middle;
    else high = middle - 1;
  }
  return low ? `${text.slice(0, low)}…` : "";
}

// ---- What a row says ------------------------------------------------------------------------

/** The same phrases as `notes_of` in text.py. */
function notesOf(span, variant) {
  const notes = [];
  if (span.error && span.state === 2) notes.push(span.error);
  if (span.cancelledAt !== null) {
    if (!span.cleanedUp) notes.push(BROKEN);
    else if (span.end !== null && span.end - span.cancelledAt > 0.0005) {
      notes.push(`${CLEANED}${seconds(span.end - span.cancelledAt)}`);
    }
  }
  if (isOrphan(span, variant)) notes.push(ORPHAN);
  return notes;
}

function isOrphan(span, variant) {
  return variant.ended !== null && span.kind !== BLOCKED_KIND
    && (span.end === null || span.end > variant.ended + 1e-9);
}

/** Work that was cancelled and still runs is cleaning up. */
function shownState({ span }, states) {
  const named = (key) => states.find((state) => state.key === key);
  if (!span) return named("blocked");
  return span.end === null && span.cancelledAt !== null ? named("cleanup") : states[span.state];
}

function sentenceOf(row, variant, states) {
  if (!row.span) {
    const parts = row.blocked.map((span) => `${seconds(span.start)} to ${
      span.end === null ? "now" : seconds(span.end)} (${span.label})`);
    return `event loop blocked: ${parts.join(", ")}`;
  }
  const { span } = row;
  const when = span.end === null
    ? `since ${seconds(span.start)}`
    : `${seconds(span.start)} to ${seconds(span.end)}, ${seconds(span.end - span.start)} long`;
  const kind = span.kind === TASK ? "task " : "";
  const detail = span.state === 2 && span.detail ? `: ${span.detail}` : "";
  const notes = notesOf(span, variant).map((note) => note === span.error ? note + detail : note);
  return [`${kind}${span.label}: ${shownState(row, states).word}`, when, ...notes].join(", ");
}

// ---- Drawing --------------------------------------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";

function node(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}

const setText = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const round = (value) => Math.round(value * 10) / 10;

/** @param {State[]} states */
function makePatterns(states, prefix) {
  const defs = node("defs");
  for (const state of states) {
    if (!state.tile) continue;
    defs.append(node("pattern",
      { id: prefix + state.key, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
      node("rect", { width: 8, height: 8, fill: state.colour }),
      node("path", { d: state.tile, stroke: state.ink, "stroke-width": 1.3, fill: "none",
        "stroke-linecap": "round" })));
  }
  return defs;
}

/** Colour and pattern in one: the colour alone would stay if the pattern were not found. */
const paintOf = (state, prefix) =>
  state.tile ? `url(#${prefix}${state.key}) ${state.colour}` : state.colour;

/** A rectangle that looks like a state. One element, because it is redrawn each frame. */
function makeBox(states, prefix) {
  const box = node("rect", { rx: 2.5, "stroke-width": 1 });
  return {
    box,
    paint(key) {
      const state = states.find((candidate) => candidate.key === key);
      set(box, { fill: paintOf(state, prefix), stroke: state.ink });
    },
    place(x, y, width, height) {
      set(box, { x: round(x), y, width: round(Math.max(width, 0)), height,
        display: width > 0 ? null : "none" });
    },
    widen(width) {
      box.setAttribute("width", round(width));
    },
  };
}

function makeRow(states, prefix) {
  const hit = node("rect", { class: "fp-hit", rx: 3, fill: "transparent" });
  const label = node("text");
  const tooltip = node("title");
  const main = makeBox(states, prefix);
  const clean = makeBox(states, prefix);
  clean.paint("cleanup");
  const orphan = node("rect", { class: "fp-orphan", rx: 3.5, fill: "none" });
  const glyph = node("path", { class: "fp-glyph" });
  const value = node("text", { class: "fp-value", "text-anchor": "end" });
  const note = node("text", { class: "fp-note" });
  const segments = node("g");
  const group = node("g", { class: "fp-row", role: "img", tabindex: -1,
    "data-lm-suppress-shortcuts": "true" },
    tooltip, hit, segments, main.box, clean.box, orphan);
  // Words lie above the lines that cross the rows; `aria-label` of the group says the same.
  const words = node("g", { class: "fp-words", "aria-hidden": "true" }, label, note, glyph, value);
  return { group, words, tooltip, hit, label, main, clean, orphan, glyph, value, note, segments };
}

/** One frame of a running bar: most of them only grow wider. */
function grow(drawn, row, variant, now, scale, sizes) {
  const { span } = row;
  const wide = scale(now) - scale(span.start);
  if (wide < 2 || span.cancelledAt !== null || variant.ended !== null) {
    stretch(drawn, row, variant, now, scale, sizes);
  } else {
    drawn.main.widen(wide);
  }
}

/** Everything about a row that changes with the clock alone: the widths. */
function stretch(drawn, row, variant, now, scale, sizes) {
  const { span } = row;
  if (!span) return;
  const x = scale(span.start);
  const end = scale(Math.max(span.end ?? now, span.start));
  const split = span.cancelledAt === null ? end : Math.min(scale(span.cancelledAt), end);
  const y = drawn.barY;
  // Nothing that happened is invisible: at least 2 px.
  drawn.main.place(x, y, Math.max(split - x, split === end ? 2 : 0), sizes.bar);
  drawn.clean.place(split, y, end - split, sizes.bar);
  const past = isOrphan(span, variant) ? end - scale(Math.max(variant.ended, span.start)) : 0;
  set(drawn.orphan, past > 0
    ? { x: round(end - past - 1.5), y: y - 1.5, width: round(past + 3), height: sizes.bar + 3,
        display: null }
    : { display: "none" });
}

function drawRow(drawn, row, top, context) {
  const { variant, states, sizes, scale, measure, now } = context;
  const { span, depth } = row;
  const state = shownState(row, states);
  // A row whose facts and place are as before needs nothing, or only its width.
  const facts = span && [span.label, depth, top, context.layout, span.end, span.state, span.cancelledAt, span.error,
    span.cleanedUp, variant.ended].join();
  if (facts && facts === drawn.facts) {
    if (span.end === null) grow(drawn, row, variant, now, scale, sizes);
    return;
  }
  drawn.facts = facts;
  const middle = sizes.stacked ? sizes.font / 2 + 3 : sizes.row / 2;
  drawn.barY = Math.round(sizes.stacked ? sizes.font + 5 : (sizes.row - sizes.bar) / 2);
  const on = span && context.critical.includes(nameOf(span));
  const sentence = sentenceOf(row, variant, states) + (on ? ", on the critical path" : "");
  set(drawn.words, { transform: `translate(0 ${top})` });
  set(drawn.group, {
    transform: `translate(0 ${top})`, "aria-label": sentence,
    "data-span-state": state.key, "data-label": span ? span.label : "event loop",
  });
  set(drawn.hit, { x: 0.5, y: 0.5, width: sizes.width - 1, height: sizes.row - 1 });

  const full = span ? span.label : "event loop";
  const indent = 2 + depth * (sizes.stacked ? 10 : 14);
  const room = (sizes.stacked ? sizes.width - sizes.value : sizes.left - 8) - indent;
  set(drawn.label, { x: indent, y: middle, "font-size": sizes.font });
  const shown = fitted(full, room, sizes.font, measure);
  setText(drawn.label, shown);
  setText(drawn.tooltip, shown === full ? "" : full);
  drawn.main.paint(span ? states[span.state].key : "blocked");
  if (span) stretch(drawn, row, variant, now, scale, sizes);
  else drawBlocked(drawn, row, context);

  const size = Math.min(sizes.font, 11);
  const took = span
    ? span.end === null ? null : span.end - span.start
    : row.blocked.reduce((sum, one) => sum + (one.end === null ? 0 : one.end - one.start), 0);
  set(drawn.glyph, {
    d: state.path,
    transform: `translate(${round(sizes.width - sizes.value + 12)} ${round(middle - size / 2)}) `
      + `scale(${size})`,
  });
  set(drawn.value, { x: sizes.width - 2, y: middle, "font-size": sizes.font });
  setText(drawn.value, took === null ? "" : seconds(took));
  drawNote(drawn, row, context);
}

/** What went wrong, behind the bar if there is room, else before it, else only in the details. */
function drawNote(drawn, row, { variant, sizes, scale, measure, now }) {
  // A clean-up is drawn; its length is left to the details.
  const notes = row.span ? notesOf(row.span, variant) : [];
  const text = notes.filter((note) => !note.startsWith(CLEANED)).join("; ");
  const size = Math.max(10, sizes.font - 1.5);
  const wide = text ? measure(text, size) + 12 : Infinity;
  let x = null;
  if (row.span) {
    const end = scale(Math.max(row.span.end ?? now, row.span.start));
    const start = scale(row.span.start);
    if (end + wide < sizes.left + sizes.plot && row.span.end !== null) x = end + 8;
    else if (start - wide > sizes.left) x = start - wide + 4;
  }
  set(drawn.note, x === null ? { display: "none" }
    : { x: round(x), y: drawn.barY + sizes.bar / 2, "font-size": size, display: null });
  setText(drawn.note, x === null ? "" : text);
}

function drawBlocked(drawn, row, { sizes, scale, now, states, prefix }) {
  drawn.main.place(0, 0, 0, 0);
  drawn.clean.place(0, 0, 0, 0);
  set(drawn.orphan, { display: "none" });
  drawn.segments.replaceChildren(...row.blocked.map((span) => {
    const box = makeBox(states, prefix);
    box.paint("blocked");
    const x = scale(span.start);
    box.place(x, drawn.barY, Math.max(2, scale(span.end ?? now) - x), sizes.bar);
    return box.box;
  }));
}

/** Grid, blocked bands, the ideal and the end of the run, from back to front. */
function drawLines(group, rows, context) {
  const { variant, sizes, scale, now, ideal, prefix, states, measure } = context;
  const bottom = rows.length * sizes.row;
  const back = context.ticks.map(({ at }) => node("line",
    { class: "fp-grid", x1: round(scale(at)), x2: round(scale(at)), y1: 0, y2: bottom + 4 }));
  const ink = states.find((state) => state.key === "blocked");
  for (const span of rows[0]?.blocked ?? []) {
    const x = scale(span.start);
    const box = { x: round(x), y: 0, height: bottom,
      width: round(Math.max(1, scale(span.end ?? now) - x)) };
    back.push(node("rect", { ...box, class: "fp-band", fill: paintOf(ink, prefix) }));
  }
  group.back.replaceChildren(...back);

  const front = [];
  const last = variant.marks.findLast((mark) => ENDINGS.includes(mark.name));
  let taken = -Infinity;
  const flag = (name, at, kind) => {
    const x = scale(at);
    const text = `${name} ${seconds(at)}`;
    const wide = measure(text, 11);
    const start = Math.min(Math.max(x - wide / 2, sizes.left), sizes.width - wide - 2);
    front.push(rule(kind, x, bottom + 4));
    // Labels that would lie on each other are left to the table.
    if (start < taken) return;
    taken = start + wide + 6;
    front.push(node("text", { class: `fp-flag ${kind}`, x: round(start), y: bottom + 12,
      "font-size": 11 }, text));
  };
  const marks = variant.marks.filter((mark) => mark !== last);
  for (const mark of marks) flag(mark.name, mark.at, "fp-mark");
  if (variant.ended !== null || last) {
    const bad = last?.name === "raised"
      || [...variant.spans.values()].some((span) => isOrphan(span, variant));
    flag(last?.name ?? "ended", variant.ended ?? last.at, bad ? "fp-end fp-bad" : "fp-end");
  }
  // A run that meets the ideal must show both lines: dashes above, a pale seam below.
  if (ideal !== null) {
    front.unshift(rule("fp-halo", scale(ideal), bottom + 4));
    front.push(rule("fp-ideal", scale(ideal), bottom + 4));
  }
  group.front.replaceChildren(...front);
}

const nameOf = (span) => span.label.split("(")[0];

/** The critical path: its bars outlined, each joined to the next; a flat stretch is a wait. */
function drawPath(group, rows, { sizes, scale, critical }) {
  const shapes = [];
  let before = null;
  for (const name of critical) {
    const index = rows.findIndex(({ span }) => span && span.end !== null && nameOf(span) === name);
    if (index < 0) {
      before = null;
      continue;
    }
    const { span } = rows[index];
    const top = index * sizes.row + (group.rows.get(rows[index].key)?.barY ?? 0);
    const [left, right] = [scale(span.start), scale(span.end)];
    const middle = top + sizes.bar / 2;
    shapes.push(node("rect", { class: "fp-critical", x: round(left), y: top - 1, rx: 3,
      width: round(Math.max(right - left, 2)), height: sizes.bar + 2 }));
    if (before && left >= before.x - 1) {
      shapes.push(node("path", { class: "fp-critical",
        d: `M${round(before.x)} ${before.y}H${round(left)}V${middle}` }));
    }
    before = { x: right, y: middle };
  }
  group.overlay.replaceChildren(...shapes);
}

const rule = (kind, x, bottom) =>
  node("line", { class: kind, x1: round(x), x2: round(x), y1: 0, y2: bottom });

function drawAxis(axis, { sizes, scale, ticks, ideal, measure }) {
  set(axis.svg, { width: sizes.width, height: ideal === null ? 22 : 38 });
  const base = ideal === null ? 20 : 36;
  const parts = [node("line",
    { class: "fp-axis-line", x1: sizes.left, x2: sizes.left + sizes.plot, y1: base, y2: base })];
  for (const { at, text } of ticks) {
    const x = scale(at);
    const wide = measure(text, 11);
    const start = Math.min(Math.max(x - wide / 2, at === 0 ? sizes.left - 2 : sizes.left),
      sizes.width - wide);
    parts.push(node("line", { class: "fp-axis-line", x1: round(x), x2: round(x), y1: base - 4,
      y2: base }));
    // The ideal's pointer goes down here: a label below it could not be read.
    if (ideal !== null && Math.abs(scale(ideal) - x) < wide / 2 + 7) continue;
    parts.push(node("text", { class: "fp-tick", x: round(start), y: base - 11, "font-size": 11 },
      text));
  }
  if (ideal !== null) {
    const text = `ideal ${seconds(ideal)}`;
    const wide = measure(text, 11.5) * 1.08;
    const x = scale(ideal);
    const start = Math.min(Math.max(x - wide / 2, sizes.left), sizes.width - wide - 2);
    parts.push(node("text", { class: "fp-ideal-label", x: round(start), y: 8, "font-size": 11.5 },
      text));
    parts.push(node("path", { class: "fp-ideal-tip",
      d: `M${round(x - 4)} ${base}h8l-4 5zM${round(x)} 16v${base - 16}` }));
  }
  axis.layer.replaceChildren(...parts);
}

// ---- The table: the same facts, without a picture ---------------------------------------------

function makeTable(variant, rows, states) {
  const head = ["What", "Start", "End", "Took", "State", "Notes"];
  const body = rows.flatMap((row) => row.span ? [[row.depth, row.span]]
    : row.blocked.map((span) => [0, span]));
  const lines = body.map(([depth, span]) => {
    const what = html("th", { scope: "row" }, span.label);
    what.style.paddingLeft = `${0.5 + depth}em`;
    const ended = span.end !== null;
    const notes = notesOf(span, variant);
    if (span.detail && span.state === 2) notes.push(span.detail);
    return html("tr", {}, what, ...[
      seconds(span.start), ended ? seconds(span.end) : "",
      ended ? seconds(span.end - span.start) : "", states[span.state].word, notes.join("; "),
    ].map((text) => html("td", {}, text)));
  });
  for (const { name, at, detail } of variant.marks) {
    lines.push(html("tr", {}, html("th", { scope: "row" }, name),
      ...[seconds(at), "", "", "", detail].map((text) => html("td", {}, text))));
  }
  return html("table", {},
    html("caption", {}, variant.outcome ? `${variant.name}: ${variant.outcome}` : variant.name),
    html("thead", {}, html("tr", {}, ...head.map((text) => html("th", { scope: "col" }, text)))),
    html("tbody", {}, ...lines));
}

// ---- Keyboard: one stop for Tab, arrows move along the bars ------------------------------------

function moveFocus(event, root) {
  const rows = [...root.querySelectorAll(".fp-row")];
  const here = rows.indexOf(event.target.closest(".fp-row"));
  const steps = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1, PageDown: 10,
    PageUp: -10, Home: -rows.length, End: rows.length };
  if (here < 0 || !(event.key in steps)) return;
  event.preventDefault();
  event.stopPropagation();
  rows[Math.min(Math.max(here + steps[event.key], 0), rows.length - 1)].focus();
}

// ---- The view -----------------------------------------------------------------------------------

// Each widget loads a copy of this script: a counter alone would give two pictures the same ids.
const copy = Math.random().toString(36).slice(2, 8);
let views = 0;

function makeLegend(states, prefix) {
  return html("ul", { class: "fp-legend", "aria-label": "Legend" }, ...states.map((state) => {
    const box = makeBox(states, prefix);
    box.paint(state.key);
    box.place(0.5, 0.5, 21, 11);
    const picture = node("svg", { width: 38, height: 12, "aria-hidden": "true" }, box.box,
      node("path", { class: "fp-glyph", d: state.path, transform: "translate(26 1) scale(10)" }));
    return html("li", {}, picture, state.word);
  }));
}

function makeGroup(variant) {
  const name = html("span", { class: "fp-name" });
  const outcome = html("span", { class: "fp-outcome" });
  const back = node("g");
  const lanes = node("g");
  const front = node("g", { class: "fp-lines" });
  // The critical path lies above the bars.
  const overlay = node("g", { class: "fp-overlay" });
  const words = node("g");
  const svg = node("svg", { role: "group" }, back, lanes, front, overlay, words);
  const box = html("div", { class: "fp-variant" },
    html("div", { class: "fp-variant-head" }, name, outcome), svg);
  return { box, name, outcome, svg, back, lanes, front, overlay, words, rows: new Map(), of: variant };
}

function headline(variant) {
  return { idle: "not run yet", running: "running" }[variant.state] ?? variant.outcome;
}

function render({ model, el }) {
  const store = storeOf(model);
  const states = model.get("states");
  const prefix = `fp-${copy}-${(views += 1)}-`;
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  const axis = { svg: node("svg", { class: "fp-axis", "aria-hidden": "true" }), layer: node("g") };
  axis.svg.append(makePatterns(states, prefix), axis.layer);
  const groups = html("div");
  const stack = html("div", { class: "fp-stack" }, axis.svg, groups);
  const readout = html("p", { class: "fp-readout" }, HELP);
  const status = html("p", { class: "fp-status", role: "status", "aria-live": "polite" });
  const tables = html("div");
  const details = html("details", { class: "fp-data" },
    html("summary", {}, "The same as a table"), tables);
  const root = html("section", { class: "fp-timeline", role: "region" },
    makeLegend(states, prefix), html("div", { class: "fp-scroll" }, stack), readout, details, status);
  el.append(root);

  const { measure, refresh } = makeMeasure(root);
  /** @type {ReturnType<typeof makeGroup>[]} */
  let drawnGroups = [];
  let context = null;
  let frame = 0;
  let said = "";

  function draw() {
    const width = stack.clientWidth;
    const ideal = model.get("ideal") ?? null;
    const title = model.get("title");
    const state = stateOf(store);
    set(root, { "aria-label": title ? `Timeline: ${title}` : "Timeline" });
    if (width > 0) drawGroups(width, ideal);
    announce();
    // Last: whoever waits for these finds the picture drawn.
    set(root, { "data-state": state, "data-updates": store.updates });
    if (state === "running" && !stillness.matches && !frame) frame = requestAnimationFrame(tick);
  }

  function drawGroups(width, ideal) {
    refresh();
    const rowLists = store.variants.map(rowsOf);
    const sizes = sizesOf(width, rowLists, measure);
    root.classList.toggle("fp-stacked", sizes.stacked);
    const horizon = horizonOf(store, ideal, stillness.matches);
    const scale = (at) => sizes.left + (at / horizon) * sizes.plot;
    const ticks = ticksOf(horizon, sizes.plot);
    // What every place and length depends on: while it stays, rows that stand may stand.
    const critical = model.get("critical") ?? [];
    const layout = JSON.stringify([sizes, horizon, ideal, critical]);
    const stands = layout === context?.layout;
    context = { sizes, horizon, scale, ticks, ideal, critical, states, prefix, measure, layout };
    if (!stands) drawAxis(axis, context);
    if (drawnGroups.length !== store.variants.length) {
      drawnGroups = store.variants.map(makeGroup);
      groups.replaceChildren(...drawnGroups.map((group) => group.box));
    }
    store.variants.forEach((variant, index) => drawGroup(drawnGroups[index], variant, rowLists[index]));
    if (!root.querySelector('.fp-row[tabindex="0"]')) {
      root.querySelector(".fp-row")?.setAttribute("tabindex", 0);
    }
    if (details.open || stateOf(store) !== "running") drawTables();
  }

  function drawGroup(group, variant, rows) {
    const now = nowOf(variant, stillness.matches);
    const here = { ...context, variant, now };
    set(group.box, { "data-variant": variant.name, "data-state": variant.state });
    setText(group.name, variant.name);
    setText(group.outcome, headline(variant));
    const height = rows.length ? rows.length * context.sizes.row + 20 : 0;
    set(group.svg, { width: context.sizes.width, height, display: height ? null : "none",
      "aria-label": `${variant.name}: ${rows.length} rows`, "data-lm-suppress-shortcuts": "true" });
    const wanted = new Set(rows.map((row) => row.key));
    for (const [key, drawn] of group.rows) {
      if (wanted.has(key)) continue;
      drawn.group.remove();
      drawn.words.remove();
      group.rows.delete(key);
    }
    rows.forEach((row, index) => {
      let drawn = group.rows.get(row.key);
      if (!drawn) {
        drawn = makeRow(states, prefix);
        group.rows.set(row.key, drawn);
        group.words.append(drawn.words);
      }
      // The order in the document is the order for the arrow keys and for screen readers.
      if (group.lanes.children[index] !== drawn.group) {
        group.lanes.insertBefore(drawn.group, group.lanes.children[index] ?? null);
      }
      drawRow(drawn, row, index * context.sizes.row, here);
    });
    group.laid = rows;
    drawLines(group, rows, here);
    drawPath(group, rows, here);
  }

  /** One frame: only the bars that run, unless the axis has become too short. */
  function tick() {
    frame = 0;
    if (stateOf(store) !== "running" || !context) return;
    const live = store.variants.map((variant) => nowOf(variant, false));
    if (Math.max(...live) > context.horizon) {
      draw();
    } else {
      store.variants.forEach((variant, index) => {
        if (variant.state !== "running") return;
        for (const row of drawnGroups[index]?.laid ?? []) {
          if (row.span?.end !== null) continue;
          grow(drawnGroups[index].rows.get(row.key), row, variant, live[index], context.scale,
            context.sizes);
        }
      });
    }
    if (!frame && !stillness.matches) frame = requestAnimationFrame(tick);
  }

  function drawTables() {
    const ran = store.variants.filter((variant) => variant.state !== "idle");
    tables.replaceChildren(...ran.map((variant) => makeTable(variant, rowsOf(variant), states)));
  }

  /** Only starts and ends are spoken: a sentence an event would drown the listener. */
  function announce() {
    const text = store.variants.filter((variant) => variant.state !== "idle")
      .map((variant) => `${variant.name}: ${headline(variant)}`).join(". ");
    if (text !== said) status.textContent = said = text;
  }

  const read = (event) => {
    const row = event.target.closest?.(".fp-row");
    if (!row) return;
    setText(readout, row.getAttribute("aria-label"));
    if (event.type !== "focusin") return;
    for (const other of root.querySelectorAll('.fp-row[tabindex="0"]')) set(other, { tabindex: -1 });
    set(row, { tabindex: 0 });
  };
  stack.addEventListener("focusin", read);
  stack.addEventListener("pointerover", read);
  stack.addEventListener("keydown", (event) => moveFocus(event, root));
  details.addEventListener("toggle", drawTables);
  const watcher = new ResizeObserver(() => draw());
  watcher.observe(stack);
  stillness.addEventListener("change", draw);
  store.listeners.add(draw);
  draw();
  return () => {
    store.listeners.delete(draw);
    stillness.removeEventListener("change", draw);
    watcher.disconnect();
    cancelAnimationFrame(frame);
  };
}

/** A model is heard from its birth: events may come before the first view is there. */
function initialize({ model }) {
  storeOf(model);
}

// Named for the tests, which compare what they give with the Python side.
export { applyMessage, horizonOf, nowOf, notesOf, readVariant, rowsOf, stateOf, ticksOf };
export default { initialize, render };
