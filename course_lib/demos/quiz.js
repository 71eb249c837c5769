// One question with a radio button for each answer; the reply is the kernel's.

/** An element with attributes and text; text is never read as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Text with `code` between backticks, as nodes. */
function inline(text) {
  return text.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));
}

// Each widget loads a copy of this script, so a counter alone would name all groups alike.
const copy = Math.random().toString(36).slice(2, 8);
let views = 0;

function render({ model, el }) {
  const name = `course-quiz-${copy}-${(views += 1)}`;
  const box = make("fieldset", { class: "course-quiz" });
  box.append(make("legend", {}, `${model.get("number")}. `, ...inline(model.get("question"))));
  const radios = model.get("options").map(([key, text]) => {
    const radio = make("input", { type: "radio", name, value: key });
    // JupyterLab keeps arrows for itself unless it is told not to.
    radio.dataset.lmSuppressShortcuts = "true";
    radio.addEventListener("change", () => {
      model.set("chosen", key);
      model.save_changes();
    });
    box.append(make("label", {}, radio, make("span", {}, `${key}) `, ...inline(text))));
    return radio;
  });
  const reply = make("p", { class: "course-quiz-reply", role: "status" });
  box.append(reply);

  const show = () => {
    const { key, right, text } = model.get("reply");
    box.dataset.state = key ? (right ? "right" : "wrong") : "open";
    reply.hidden = !key;
    if (!key) return;
    const verdict = make("strong", {}, `${key}: ${right ? "✓ Right." : "✗ Not quite."}`);
    reply.replaceChildren(verdict, " ", ...inline(text));
    for (const radio of radios) radio.checked = radio.value === key;
  };
  model.on("change:reply", show);
  show();
  el.append(box);
  return () => model.off("change:reply", show);
}

export default { render };
