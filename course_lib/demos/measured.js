// Tables that running code fills. All figures are the kernel's; a bar says again what a cell says.

/** One cell: its text, and a bar below it where it has one. */
function cell(data, first) {
  const element = document.createElement(first ? "th" : "td");
  if (first) element.scope = "row";
  if (data.number) element.className = "course-measured-number";
  element.textContent = data.text;
  if (data.bar !== null) {
    const bar = document.createElement("span");
    bar.className = "course-measured-bar";
    bar.setAttribute("aria-hidden", "true");
    bar.style.width = `${Math.max(0, Math.min(1, data.bar)) * 100}%`;
    element.append(bar);
  }
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
  const body = element.createTBody();
  for (const row of data.rows) body.insertRow().append(...row.map((data, i) => cell(data, i === 0)));
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
    place.replaceChildren(...model.get("tables").map(table));
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
