// The shop's page in a frame, and five panels of what it reports. All figures are the kernel's.

const PATIENCE = 5000; // ms, beside the delay that a knob asks for
const LOCAL = ["localhost", "127.0.0.1", "[::1]"];
const ALIVE = "the shop's page";

/** An element with attributes and children; text is never read as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  // JupyterLab takes Enter and letters away from any focused element without this mark.
  if (["button", "summary"].includes(tag)) element.dataset.lmSuppressShortcuts = "true";
  element.append(...children);
  return element;
}

// ---- Where the page is ------------------------------------------------------------------------------

/** JupyterLab's base URL, as its page says; null where this is no JupyterLab. */
function baseUrl() {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl ?? null;
  } catch {
    return null;
  }
}

/** Where the kernel's server may be reached from this browser, the likeliest first. */
function candidates(port) {
  const direct = `http://127.0.0.1:${port}/`;
  const base = baseUrl();
  if (base === null) return [direct];
  const proxied = new URL(`${base.replace(/\/*$/, "/")}proxy/${port}/`, location.href).href;
  // From another machine 127.0.0.1 would be the wrong one.
  return LOCAL.includes(location.hostname) ? [direct, proxied] : [proxied];
}

async function answers(address) {
  const own = new URL(address).origin === location.origin;
  try {
    const response = await fetch(`${address}alive`, {
      mode: own ? "same-origin" : "no-cors", cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
    });
    // The answer of another origin cannot be read; the page itself will say that it is there.
    return !own || (response.ok && (await response.text()) === ALIVE);
  } catch {
    return false;
  }
}

// ---- The frame -------------------------------------------------------------------------------------------

/** Loads visits into `frame`, once it is in view; `tell` hears "loading", "loaded", "left", "lost". */
function pageLoader(model, frame, tell) {
  let address = null;
  let wanted = null; // a visit that waits until the frame is in view
  let seen = false;
  let turn = 0;

  async function find() {
    const tried = candidates(model.get("port"));
    for (const each of tried) if (await answers(each)) return each;
    throw new Error(`The page's server did not answer at ${tried.join(" nor at ")}.`);
  }

  /** Resolves when the page in the frame says that it is there. */
  function arrival(visit) {
    return new Promise((resolve, reject) => {
      const late = PATIENCE + visit.delay;
      const heard = (event) => {
        if (event.source === frame.contentWindow && event.data?.shopPage === String(visit.number)) done(resolve);
      };
      const why = `The page at ${address} did not load within ${Math.round(late / 100) / 10} s.`;
      const timer = setTimeout(() => done(reject, new Error(why)), late);
      function done(settle, value) {
        clearTimeout(timer);
        removeEventListener("message", heard);
        settle(value);
      }
      addEventListener("message", heard);
    });
  }

  async function load(visit) {
    const mine = (turn += 1);
    tell("loading");
    try {
      address ??= await find();
      if (mine !== turn) return;
      const arrived = arrival(visit);
      frame.src = `${address}?${visit.query}`;
      await arrived;
      if (mine === turn) tell("loaded");
    } catch (error) {
      if (mine === turn) tell("lost", error.message);
    }
  }

  function next() {
    if (!wanted || !seen) return;
    const visit = wanted;
    wanted = null;
    load(visit);
  }

  // A frame out of sight is not painted, and the page's metrics would be those of a page unseen.
  const observer = new IntersectionObserver(([entry]) => {
    seen = entry.intersectionRatio >= 0.5 || (entry.isIntersecting && entry.intersectionRect.height > 250);
    next();
  }, { threshold: [0, 0.25, 0.5, 0.75, 1] });
  observer.observe(frame);

  return {
    visit(visit) {
      wanted = visit;
      tell("waiting");
      next();
    },
    leave() {
      turn += 1;
      wanted = null;
      frame.src = address ? `${address}left.html` : "about:blank";
      tell("left");
    },
    close() {
      turn += 1;
      observer.disconnect();
    },
  };
}

// ---- The panels ----------------------------------------------------------------------------------------

const percent = (share) => `${(100 * Math.min(Math.max(share, 0), 1)).toFixed(2)}%`;

const SVG = "http://www.w3.org/2000/svg";

function markAt(at, kind, size, title) {
  const place = make("span", { class: `course-vital-mark course-vital-${kind}`, style: `left: ${percent(at)}`, title });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  const path = document.createElementNS(SVG, "path");
  const half = size / 2;
  path.setAttribute("d", `M${half} 0L${size} ${half}L${half} ${size}L0 ${half}z`);
  svg.append(path);
  place.append(svg);
  return place;
}

function panel(data) {
  const { name, title, good, poor, limits, now, before, earlier, p75, sentence } = data;
  const head = make("div", { class: "course-vital-head" }, make("strong", {}, name), make("span", {}, title),
    make("span", { class: "course-vital-now" }, now ? `${now.glyph} ${now.text}, ${now.word}` : "not reported yet"));
  const band = (kind, from, to) => make("span",
    { class: `course-vital-band course-vital-${kind}`, style: `width: ${percent(to - from)}` });
  const strip = make("div", { class: "course-vital-strip", role: "img", "aria-label": sentence },
    band("good", 0, good), band("between", good, poor), band("poor", poor, 1),
    ...earlier.map((at) => markAt(at, "old", 6, "an earlier visit")));
  if (p75) strip.append(make("span", { class: "course-vital-p75", style: `left: ${percent(p75.at)}`, title: `p75: ${p75.text}` }));
  if (before) strip.append(markAt(before.at, "before", 13, `the visit before: ${before.text}`));
  if (now) strip.append(markAt(now.at, "latest", 15, `this visit: ${now.text}`));
  const scale = make("div", { class: "course-vital-limits", "aria-hidden": "true" },
    make("span", { style: `right: ${percent(1 - good)}` }, `good \u2264 ${limits[0]}`),
    make("span", { style: `left: min(${percent(poor)}, 100% - 6.5rem)` }, `poor > ${limits[1]}`));
  const root = make("div", { class: "course-vital", "data-metric": name, "data-rating": now?.rating ?? "",
    "data-value": now ? String(now.value) : "", "data-p75": p75 ? String(p75.value) : "" }, head, strip, scale);
  return root;
}

function table(heads, rows) {
  return make("table", {},
    make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((text, index) =>
      index ? make("td", {}, text) : make("th", { scope: "row" }, text))))));
}

// ---- The view ------------------------------------------------------------------------------------------

const STATES = {
  waiting: "The page loads when it is in view: scroll to it.",
  loading: "The page is loading.",
  loaded: "The page is here. Click its button, then leave it.",
  left: "You have left the page. Run a visit to come again.",
  lost: "",
};

function render({ model, el }) {
  const frame = make("iframe", { title: "The shop's page", src: "about:blank" });
  const leave = make("button", { type: "button", class: "course-vitals-leave" }, "Leave the page");
  const state = make("p", { class: "course-vitals-state", role: "status" });
  const place = make("div", { class: "course-vitals-page" }, frame,
    make("div", { class: "course-vitals-bar" }, leave, state));
  const why = make("p", { class: "course-vitals-replay", role: "status" });
  const choose = make("div", { class: "course-vitals-bar", role: "group", "aria-label": "Recorded visits" });
  const strips = make("div");
  const key = make("p", { class: "course-vital-key", "aria-hidden": "true" },
    "◆ this visit   ◇ visits before   ┆ p75 of four visits or more");
  const said = make("p", { class: "course-vitals-said", "aria-live": "polite" });
  const body = make("div", { class: "course-vitals-scroll", tabindex: "0", role: "group", "aria-label": "The visits as a table" });
  const stage = make("div", { class: "course-vitals-stage" }, place,
    make("div", { class: "course-vitals-panels" }, strips, key));
  const root = make("section", { class: "course-vitals", "aria-label": "The shop's page and its web vitals" },
    why, choose, stage, said, make("details", {}, make("summary", {}, "The visits as a table"), body));

  const loader = pageLoader(model, frame, (what, reason = "") => {
    root.dataset.state = what;
    root.dataset.visit = model.get("visit").number ?? "";
    state.textContent = STATES[what];
    leave.disabled = what !== "loaded";
    if (what === "lost") model.send({ do: "lost", why: reason });
    else if (what === "loaded" || what === "left") model.send({ do: what });
  });
  leave.addEventListener("click", () => loader.leave());
  for (const name of model.get("recorded")) {
    const button = make("button", { type: "button", "data-recorded": name }, name);
    button.addEventListener("click", () => model.send({ do: "replay", name }));
    choose.append(button);
  }

  const showVisit = () => {
    const visit = model.get("visit");
    if (model.get("replay")) return;
    if (visit.number) loader.visit(visit);
    else loader.leave();
  };
  const showReplay = () => {
    const text = model.get("replay");
    why.textContent = text;
    why.hidden = choose.hidden = !text;
    place.hidden = Boolean(text);
    if (text) root.dataset.state = "replay";
  };
  const showPanels = () => strips.replaceChildren(...model.get("panels").map(panel));
  const showRows = () => body.replaceChildren(table(model.get("heads"), model.get("rows")));
  const showSaid = () => { said.textContent = model.get("said"); };
  const heard = [["change:visit", showVisit], ["change:replay", showReplay], ["change:panels", showPanels],
    ["change:rows", showRows], ["change:said", showSaid]];
  for (const [event, show] of heard) {
    model.on(event, show);
    show();
  }
  el.append(root);
  return () => {
    loader.close();
    for (const [event, show] of heard) model.off(event, show);
  };
}

export { candidates };
export default { render };
