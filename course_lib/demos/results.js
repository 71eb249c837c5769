// The outcome sentences, the prediction's answer, and the sweep with its chart and its table.

const SVG = "http://www.w3.org/2000/svg";

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  // JupyterLab takes Enter, arrows and letters away from any focused element without this mark.
  if (["button", "input", "select", "summary"].includes(tag)) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  element.append(...children);
  return element;
}

function draw(tag, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

const slug = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");

/** The next of 1, 2, 5 times a power of ten that is not below `least`. */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= least * 0.999);
}

/** Marks that are closer than `room` share one label: [["p50", 3], ["p95", 9]] in pixels. */
function labels(marks, room) {
  const groups = [];
  for (const [name, at] of marks) {
    const last = groups.at(-1);
    if (last && at - last.at < room) last.names.push(name);
    else groups.push({ names: [name], at });
  }
  return groups;
}

/** One small histogram a variant, on one axis in seconds, with p50, p95, p99 and the ideal. */
function chart(sweep, width) {
  const { step, bars, marks, ideal, limit } = sweep.chart;
  const size = Math.max(...bars.map((bar) => bar.counts.length), 1);
  const left = 2, right = 30, height = 46, axis = 24, top = 38;
  const span = step * size;
  const x = (seconds) => left + (seconds / span) * (width - left - right);
  const lane = height + top;
  const svg = draw("svg", {
    width, height: bars.length * lane + axis, role: "img", class: "course-chart",
    "aria-label": `Histogram of page times. ${sweep.summary}`,
  });
  bars.forEach((bar, index) => {
    const base = (index + 1) * lane;
    const most = Math.max(...bar.counts, 1);
    svg.append(draw("text", { x: left, y: base - lane + 14, class: "course-chart-name" }, bar.variant));
    bar.counts.forEach((count, bin) => {
      if (!count) return;
      const tall = Math.max((count / most) * height, 1.5);
      svg.append(draw("rect", {
        x: x(bin * step), y: base - tall, width: Math.max(x(step) - x(0), 2), height: tall,
        class: "course-chart-bar",
      }));
    });
    svg.append(draw("line", { x1: left, x2: width - right, y1: base, y2: base, class: "course-chart-axis" }));
    for (const [kind, seconds] of [["ideal", ideal], ["limit", limit]]) {
      if (seconds == null || seconds > span) continue;
      svg.append(draw("line", { x1: x(seconds), x2: x(seconds), y1: base - height - 4, y2: base, class: `course-chart-${kind}` }));
    }
    const placed = marks[index].map(([name, seconds]) => [name, x(seconds)]);
    for (const [, at] of placed) {
      svg.append(draw("line", { x1: at, x2: at, y1: base - height - 4, y2: base, class: "course-chart-mark" }));
    }
    for (const { names, at } of labels(placed, 28)) {
      svg.append(draw("text", { x: at, y: base - height - 8, class: "course-chart-label",
        "text-anchor": at > width - 60 ? "end" : at < 30 ? "start" : "middle" }, names.join(" ")));
    }
  });
  const bottom = bars.length * lane;
  const every = niceStep(span / Math.max(2, Math.min(8, Math.floor(width / 90))));
  for (let seconds = 0; seconds <= span + 1e-9; seconds += every) {
    svg.append(draw("line", { x1: x(seconds), x2: x(seconds), y1: bottom, y2: bottom + 4, class: "course-chart-axis" }));
    svg.append(draw("text", { x: x(seconds), y: bottom + 17, class: "course-chart-tick",
      "text-anchor": seconds === 0 ? "start" : "middle" }, `${Number(seconds.toFixed(3))} s`));
  }
  return svg;
}

function legend(sweep) {
  const key = (kind, text) => [make("span", { class: `course-key course-key-${kind}`, "aria-hidden": "true" }), ` ${text}`];
  return make("p", { class: "course-note" }, ...key("bar", "pages by their time"), "  ", ...key("mark", "percentiles"),
    ...(sweep.chart.ideal == null ? [] : ["  ", ...key("ideal", "the ideal")]),
    ...(sweep.chart.limit == null ? [] : ["  ", ...key("limit", sweep.chart.limitLabel)]));
}

function table(sweep) {
  const cell = (text, index) =>
    make(index ? "td" : "th", { text, ...(index ? {} : { scope: "row" }) });
  return make("table", { class: "course-table" },
    make("caption", { text: sweep.caption }),
    make("thead", {}, make("tr", {}, ...sweep.columns.map((text) => make("th", { text, scope: "col" })))),
    make("tbody", {}, ...sweep.rows.map((row) => make("tr", {}, ...row.map(cell)))));
}

function render({ model, el }) {
  const spec = model.get("spec");
  const list = make("div", { class: "course-outcomes", role: "status", "aria-live": "polite" });
  const said = make("p", { class: "course-prediction", role: "status" });
  const hint = make("p", { class: "course-hint" });
  const body = make("div", { class: "course-sweep-body" });
  const details = make("details", { class: "course-sweep" },
    make("summary", { text: `Sweep: ${spec.runs} runs with seeds 0 to ${spec.runs - 1}, on the virtual clock` }), body);
  const root = make("section", { class: "course-results", "aria-label": `Results: ${spec.title}` },
    hint, list, said, ...(spec.runs ? [details] : []));

  const showOutcomes = () => {
    list.replaceChildren(...model.get("outcomes").map((outcome) =>
      make("p", { class: `course-outcome course-outcome-${slug(outcome.variant)}`, "data-state": outcome.state,
        "data-seconds": outcome.seconds },
        make("strong", { text: outcome.variant }), `: ${outcome.text}`)));
    list.hidden = !model.get("outcomes").length;
  };
  const showSaid = () => { said.textContent = model.get("said"); said.hidden = !model.get("said"); };
  const showHint = () => { hint.textContent = model.get("hint"); hint.hidden = !model.get("hint"); };
  const showSweep = () => {
    const sweep = model.get("sweep");
    root.dataset.sweep = sweep.state || "closed";
    details.hidden = sweep.state === "hidden";
    if (details.open !== !["closed", "hidden"].includes(sweep.state || "closed")) details.open = !details.open;
    if (sweep.state === "busy" && !body.firstChild) body.replaceChildren(make("p", { text: "Running..." }));
    if (sweep.state !== "done") { body.classList.toggle("course-busy", sweep.state === "busy"); return; }
    body.classList.remove("course-busy");
    const width = Math.max(Math.min(el.clientWidth || 600, 760) - 24, 240);
    body.replaceChildren(chart(sweep, width), legend(sweep), table(sweep),
      ...sweep.notes.map((text) => make("p", { class: "course-note", text })));
  };
  let told = null;
  details.addEventListener("toggle", () => {
    const open = details.open;
    const known = !["closed", "hidden"].includes(model.get("sweep").state || "closed");
    if (open !== known && open !== told) model.send({ do: "sweep", open });
    told = open;
  });
  const resized = new ResizeObserver(() => { if (model.get("sweep").state === "done") showSweep(); });
  resized.observe(el);
  model.on("change:outcomes", showOutcomes);
  model.on("change:said", showSaid);
  model.on("change:hint", showHint);
  model.on("change:sweep", showSweep);
  showOutcomes(); showSaid(); showHint(); showSweep();
  el.append(root);
  return () => {
    resized.disconnect();
    model.off("change:outcomes", showOutcomes);
    model.off("change:said", showSaid);
    model.off("change:hint", showHint);
    model.off("change:sweep", showSweep);
  };
}

export default { render };
