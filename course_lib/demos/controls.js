// Knobs, the prediction, Run and Stop. Native controls, so that keyboards and screen readers work.

/** Builds an element: make("p", {class: "x", text: "Hello"}, child, ...). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  // JupyterLab takes Enter, arrows and letters away from any focused element without this mark.
  if (["button", "input", "select", "summary"].includes(tag)) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  element.append(...children);
  return element;
}

// Each widget loads a copy of this script, so a counter alone would begin anew in each.
const page = Math.random().toString(36).slice(2, 8);
let count = 0;
const slug = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
const digits = (step) => (String(step).split(".")[1] || "").length;

/** One row: label, slider, number field, unit. Gives {row, show(value)}. */
function knobRow(knob, tell) {
  const id = `course-knob-${page}-${++count}`;
  const label = make("label", { for: id, class: "course-knob-label", text: knob.title });
  const attributes = { min: knob.low, max: knob.high, step: knob.step };
  if (knob.choices.length) {
    const select = make("select", { id, class: "course-knob-choice" },
      ...knob.choices.map((choice) => make("option", { value: choice, text: choice })));
    select.addEventListener("change", () => tell(select.value, true));
    const row = make("div", { class: `course-knob course-knob-${slug(knob.name)}` }, label, select);
    return { row, show: (value) => { select.value = value; }, inputs: [select] };
  }
  const slider = make("input", { id, type: "range", class: "course-slider", ...attributes });
  const field = make("input", {
    type: "number", class: "course-number", ...attributes,
    "aria-label": `${knob.title}${knob.unit ? `, in ${knob.unit === "s" ? "seconds" : knob.unit}` : ""}, as a number`,
  });
  const places = digits(knob.step);
  // While something is typed or dragged, answers about other knobs must not overwrite it.
  let editing = false;
  const shown = (value) => Number(value).toFixed(Math.max(places, 0));
  const say = () => slider.setAttribute("aria-valuetext", `${shown(slider.value)} ${knob.unit}`.trim());
  slider.addEventListener("input", () => {
    editing = true;
    field.value = shown(slider.value);
    say();
    tell(Number(slider.value), false);
  });
  slider.addEventListener("change", () => { editing = false; tell(Number(slider.value), true); });
  field.addEventListener("input", () => { editing = true; });
  field.addEventListener("change", () => {
    editing = false;
    tell(field.value === "" ? "" : Number(field.value), true);
  });
  // JupyterLab takes the line break out of every field in a cell, and with it what Enter does.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") field.dispatchEvent(new Event("change"));
  });
  for (const input of [slider, field]) input.addEventListener("blur", () => { editing = false; });
  const row = make("div", { class: `course-knob course-knob-${slug(knob.name)}` },
    label, slider, field, make("span", { class: "course-unit", text: knob.unit, "aria-hidden": "true" }));
  const show = (value) => {
    if (editing) return;
    slider.value = value;
    field.value = shown(value);
    say();
  };
  return { row, show, inputs: [slider, field] };
}

function render({ model, el }) {
  const spec = model.get("spec");
  const send = (message) => model.send(message);

  const rows = new Map();
  let dragged = 0;
  for (const knob of spec.knobs) {
    rows.set(knob.name, knobRow(knob, (value, final) => {
      // While a slider is dragged only a sweep may follow, a few times a second.
      if (!final && (!model.get("follow") || performance.now() - dragged < 120)) return;
      dragged = performance.now();
      send({ do: "set", knob: knob.name, value, final });
    }));
  }
  const group = (name, legend) => {
    const chosen = spec.knobs.filter((knob) => knob.group === name);
    if (!chosen.length) return "";
    return make("fieldset", { class: "course-knobs" }, make("legend", { text: legend }),
      ...chosen.map((knob) => rows.get(knob.name).row));
  };
  const knobs = make("div", { class: "course-knob-groups" },
    group("delay", "Delays"), group("other", "Settings"));

  const guess = make("input", { type: "text", inputmode: "decimal", size: 7, autocomplete: "off",
    class: "course-guess", id: `course-guess-${page}-${++count}` });
  const commit = make("button", { type: "submit", class: "course-predict-commit", text: "Predict" });
  const skip = make("button", { type: "button", class: "course-predict-skip", text: "Skip" });
  const form = make("form", { class: "course-predict" },
    make("p", { class: "course-question", text: spec.question }),
    make("label", { for: guess.id, text: `Your prediction for ${spec.predicted}:` }), " ",
    guess, " ms ", commit, " ", skip);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ do: "predict", guess: guess.value });
  });
  // JupyterLab keeps forms from being submitted by Enter alone.
  guess.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    form.requestSubmit();
  });
  skip.addEventListener("click", () => send({ do: "skip" }));
  const runs = spec.variants.map((name) => {
    const button = make("button", { type: "button", class: `course-run course-run-${slug(name)}`, text: `Run ${name}` });
    button.addEventListener("click", () => send({ do: "run", variants: [name] }));
    return button;
  });
  if (spec.variants.length > 1) {
    const all = make("button", { type: "button", class: "course-run course-run-all", text: spec.variants.length > 2 ? "Run all" : "Run both" });
    all.addEventListener("click", () => send({ do: "run", variants: spec.variants }));
    runs.push(all);
  }
  const stop = make("button", { type: "button", class: "course-stop", text: "Stop" });
  stop.addEventListener("click", () => send({ do: "stop" }));
  const reset = make("button", { type: "button", class: "course-reset", text: "Reset knobs" });
  reset.addEventListener("click", () => send({ do: "reset" }));
  const buttons = make("div", { class: "course-buttons", role: "group", "aria-label": "Run" },
    ...runs, stop, ...(spec.knobs.length ? [reset] : []));

  const alert = make("p", { class: "course-alert", role: "alert" });
  const root = make("section", { class: "course-demo", "aria-label": `Demo: ${spec.title}` },
    make("h4", { class: "course-title", text: spec.title }), knobs,
    ...(spec.question ? [form] : []), buttons, alert);

  const showValues = () => {
    for (const [name, value] of Object.entries(model.get("values"))) {
      rows.get(name)?.show(value);
    }
  };
  const showPhase = () => {
    const phase = model.get("phase");
    root.dataset.state = phase;
    root.dataset.running = model.get("running");
    const wasThere = form.contains(document.activeElement);
    form.hidden = phase !== "predict";
    for (const button of runs) button.disabled = phase === "predict";
    // Whoever pressed a key in the form goes on from the first Run button, not from the page's top.
    if (form.hidden && wasThere) runs[0].focus();
    stop.disabled = phase !== "running";
  };
  const showAlert = () => {
    alert.textContent = model.get("alert");
    alert.hidden = !model.get("alert");
  };
  model.on("change:values change:refused", showValues);
  model.on("change:phase change:running", showPhase);
  model.on("change:alert", showAlert);
  showValues();
  showPhase();
  showAlert();
  el.append(root);
  return () => {
    model.off("change:values change:refused", showValues);
    model.off("change:phase change:running", showPhase);
    model.off("change:alert", showAlert);
  };
}

export default { render };
