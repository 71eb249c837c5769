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
