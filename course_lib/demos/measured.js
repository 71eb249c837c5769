// Tables that running code fills. All figures are the kernel's; a bar says again what a cell says.

/** One cell: its text, and a bar below it where it has one. */
function cell(data, first) {
  const element = document.createElement(first ? "th" : "td");
  if (first) element.scope = "row";
  if (data.number) element.className = "course-measured-number";
  element.textContent = data.text;
  if ((data.bar ?? null) !== null) {
    const bar = document.createElement("span");
    bar.className = "course-measured-bar";
    bar.setAttribute("aria-hidden", "true");
    bar.style.width = `${Math.max(0, Math.min(1, data.bar)) * 100}%`;
    element.append(bar);
  }
  return element;
}

/** The parts of a row's whole, as one bar; the cells before it say the same in numbers. */
function stacked(names, shares) {
  const element = document.createElement("td");
  const bar = document.createElement("div");
  bar.className = "course-measured-stack";
  bar.setAttribute("aria-hidden", "true");
  shares.forEach((share, i) => {
    const part = document.createElement("span");
    part.className = `course-measured-part course-measured-part-${i}`;
    part.style.width = `${share * 100}%`;
    part.title = names[i];
    part.hidden = share === 0;
    bar.append(part);
  });
  element.append(bar);
  return element;
}

/** What the parts of a stack look like, above the bars. */
function legend(names) {
  const element = document.createElement("th");
  element.scope = "col";
  names.forEach((name, i) => {
    const key = document.createElement("span");
    key.className = `course-measured-key course-measured-part-${i}`;
    element.append(key, `${name} `);
  });
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
// Patterns of boxes, by kind; drawing.py has the same.
const TILES = { lines: "M0 8L8 0", dots: "M2 4h.1M6 8h.1", cross: "M0 0L8 8M0 8L8 0", bad: "M0 0L8 8" };
let pictures = 0;

function draw(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** One shape of a drawing, in the theme's colours. */
function shape([what, ...rest], prefix) {
  if (what === "box") {
    const [x, y, width, height, kind, said] = rest;
    const place = { x, y, width: Math.max(width, 0), height: Math.max(height, 0) };
    return draw("g", { class: `course-box course-box-${kind}`, "data-said": said },
      ...(said ? [draw("title", {}, said)] : []),
      draw("rect", { ...place, class: "course-box-fill" }),
      ...(TILES[kind] ? [draw("rect", { ...place, fill: `url(#${prefix}-${kind})` })] : []));
  }
  if (what === "rule") {
    const [x1, y1, x2, y2, ink, width, dashed] = rest;
    return draw("line", { x1, y1, x2, y2, class: `course-ink-${ink}`, "stroke-width": width,
      ...(dashed ? { "stroke-dasharray": "6 4" } : {}) });
  }
  if (what === "curve") {
    const [points, look, marks] = rest;
    return draw("g", { class: `course-curve course-curve-${look}` },
      draw("polyline", { points: points.join(" "), fill: "none" }),
      ...(marks ? points.map(([cx, cy]) => draw("circle", { cx, cy, r: 3 })) : []));
  }
  const [x, y, text, size, anchor, bold, ink] = rest;
  return draw("text", { x, y, "font-size": size, "text-anchor": anchor, class: `course-ink-${ink}`,
    "font-weight": bold ? 600 : 400 }, text);
}

function picture({ title, width, height, shapes, text }) {
  const prefix = `course-tile-${pictures++}`;
  const tiles = Object.entries(TILES).map(([kind, d]) => draw("pattern",
    { id: `${prefix}-${kind}`, width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    draw("path", { d, class: `course-tile course-tile-${kind}` })));
  const sheet = document.createElement("div");
  sheet.className = "course-drawing";
  sheet.append(draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
    "aria-label": title }, draw("defs", {}, ...tiles), ...shapes.map((s) => shape(s, prefix))));
  const twin = document.createElement("details");
  twin.className = "course-drawing-text";
  const summary = document.createElement("summary");
  summary.textContent = "The picture as text";
  summary.dataset.lmSuppressShortcuts = "true";
  const words = document.createElement("pre");
  words.textContent = text;
  words.tabIndex = 0;
  twin.append(summary, words);
  sheet.append(twin);
  return sheet;
}

/** The bar of a run that is under way. */
function progress({ name, done }) {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = done;
  bar.className = "course-measured-progress";
  bar.setAttribute("aria-label", `${name}: ${Math.round(100 * done)} % done`);
  return bar;
}

/** What one run shows: the bar while it works, its rows, its picture, its sentence. */
function block(data) {
  const element = document.createElement("div");
  element.className = "course-measured-run";
  element.dataset.run = data.name;
  if ((data.done ?? 1) < 1) element.append(progress(data));
  if (data.columns.length) {
    element.append(table(data));
  } else {
    const name = document.createElement("p");
    name.className = "course-measured-name";
    name.textContent = data.name;
    element.prepend(name);
  }
  if (data.said) {
    const said = document.createElement("p");
    said.className = "course-measured-sentence";
    said.textContent = data.said;
    element.append(said);
  }
  if (data.picture) element.append(picture(data.picture));
  return element;
}

function table(data) {
  const element = document.createElement("table");
  element.createCaption().textContent = data.name;
  const head = element.createTHead().insertRow();
  const numbers = data.columns.map((_, i) => data.rows.some((row) => row[i].number));
  data.columns.forEach((name, i) => {
    const th = document.createElement("th");
    th.scope = "col";
    th.textContent = name;
    if (numbers[i]) th.className = "course-measured-number";
    head.append(th);
  });
  const names = data.stack ?? [];
  if (names.length) head.append(legend(names));
  const body = element.createTBody();
  data.rows.forEach((row, i) => {
    const line = body.insertRow();
    line.append(...row.map((data, i) => cell(data, i === 0)));
    if (names.length) line.append(stacked(names, data.shares[i]));
  });
  return element;
}

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "course-measured";
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", `Results: ${model.get("title")}`);
  // Tables change many times a second while a run is live; only its end is announced.
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "course-measured-said";
  const place = document.createElement("div");
  place.className = "course-measured-tables";
  root.append(said, place);
  const words = { empty: "Nothing is measured with these settings yet.", stopped: "Stopped.", failed: "", done: "" };
  const show = () => {
    const state = model.get("state");
    root.dataset.state = state;
    said.textContent = words[state] ?? "";
    said.hidden = !said.textContent;
    place.replaceChildren(...model.get("tables").map(block));
  };
  model.on("change:tables", show);
  model.on("change:state", show);
  show();
  el.append(root);
  return () => {
    model.off("change:tables", show);
    model.off("change:state", show);
  };
}

export default { render };
