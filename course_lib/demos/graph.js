// The dependency graph of a page. The kernel says where everything lies; this file draws it.

const SVG = "http://www.w3.org/2000/svg";

function put(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const draw = (tag, attributes = {}, ...children) =>
  put(document.createElementNS(SVG, tag), attributes, children);
const make = (tag, attributes = {}, ...children) =>
  put(document.createElement(tag), attributes, children);

/** A line through points from left to right, with soft bends, and the tip of an arrow. */
function arrow([points, critical, start, end]) {
  const [first, ...rest] = points;
  let path = `M${first[0]} ${first[1]}`;
  let [x, y] = first;
  rest.forEach(([toX, toY], index) => {
    const last = index === rest.length - 1;
    const stop = last ? toX - 8 : toX;
    const middle = (x + stop) / 2;
    path += `C${middle} ${y} ${middle} ${toY} ${stop} ${toY}`;
    [x, y] = [stop, toY];
  });
  return draw("g", { class: critical ? "course-arrow course-critical" : "course-arrow",
    "data-from": start, "data-to": end },
    draw("path", { class: "course-arrow-line", d: path }),
    draw("path", { class: "course-arrow-tip", d: `M${x} ${y - 5}l9 5l-9 5z` }));
}

function call([name, delay, x, y, critical], [width, height]) {
  return draw("g", { class: critical ? "course-call course-critical" : "course-call",
    "data-call": name, "data-critical": critical },
    draw("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 5 }),
    draw("text", { x, y: y - 8, class: "course-call-name" }, critical ? `◆ ${name}` : name),
    draw("text", { x, y: y + 10, class: "course-call-delay" }, delay));
}

function table(rows) {
  const known = rows.some((row) => row[3]);
  const heads = ["Call", "Takes", "Needs", ...(known ? ["On the critical path"] : [])];
  return make("table", { class: "course-table" },
    make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...heads.map((_, index) =>
      index ? make("td", {}, row[index]) : make("th", { scope: "row" }, row[0]))))));
}

function render({ model, el }) {
  const sheet = make("div", { class: "course-graph-sheet", tabindex: 0, role: "group",
    "aria-label": "The graph, scrolls sideways", "data-lm-suppress-shortcuts": "true" });
  const said = make("p", { class: "course-graph-said", role: "status", "aria-live": "polite" });
  const body = make("div");
  const summary = make("summary", { "data-lm-suppress-shortcuts": "true" }, "The graph as a table");
  const root = make("section", { class: "course-graph",
    "aria-label": `Graph: ${model.get("heading")}` },
    sheet, said, make("details", {}, summary, body));

  const show = () => {
    const { width, height, box, nodes, arrows, sentence, rows } = model.get("picture");
    const list = rows.map(([name, delay, needs]) => `${name} takes ${delay} and needs ${needs}`);
    const later = [...arrows].sort((a, b) => a[1] - b[1]);
    sheet.replaceChildren(draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height,
      role: "img", "aria-label": `${nodes.length} calls. ${list.join(". ")}. ${sentence}` },
      ...later.map(arrow), ...nodes.map((node) => call(node, box))));
    said.textContent = sentence ? `◆ ${sentence}` : "";
    body.replaceChildren(table(rows));
    root.dataset.sentence = sentence;
  };
  model.on("change:picture", show);
  show();
  el.append(root);
  return () => model.off("change:picture", show);
}

export { arrow };
export default { render };
