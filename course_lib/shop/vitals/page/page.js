// The shop's page measures itself: what it reports, when it sends that, and what can go wrong.

import { onCLS, onFCP, onINP, onLCP, onTTFB } from "./web-vitals.js";

const METRICS = [onTTFB, onFCP, onLCP, onCLS, onINP];
const BANNER_MS = 500; // so long after its script the banner comes
const MOST = 20; // reports in a beacon: the collector takes no more

// ---- Reports ----------------------------------------------------------------------------------

/** Gives each report of a metric a number: the library has none, and beacons may overtake. */
function numbered(then) {
  const last = new Map();
  return ({ name, id, value, delta }) => {
    const seq = (last.get(id) ?? 0) + 1;
    last.set(id, seq);
    then({ name, id, seq, value, delta });
  };
}

/** As text/plain;charset=UTF-8, which needs no CORS; the page's knobs say which visit it is. */
function beacon(path, metrics) {
  return navigator.sendBeacon(path + location.search, JSON.stringify({ metrics }));
}

// What counts: collected while the page is seen, sent when it is hidden.
const queue = [];
const collect = numbered((report) => queue.push(report));

function send() {
  while (queue.length && beacon("vitals", queue.slice(0, MOST))) queue.splice(0, MOST);
}

for (const measure of METRICS) measure(collect);
// On the window, which hears it after the document: there the library listens, and makes its last
// reports of CLS and INP.
window.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") send();
});

// What the notebook shows while it happens: each change at once. No shop needs that.
const show = numbered((report) => beacon("live", [report]));
for (const measure of METRICS) measure(show, { reportAllChanges: true });

// ---- What the knobs do ---------------------------------------------------------------------------

const { banner, block } = document.body.dataset;
const add = document.getElementById("add");
let items = 0;

add.addEventListener("click", () => {
  const until = performance.now() + Number(block);
  while (performance.now() < until); // holds the main thread, as a heavy handler does
  items += 1;
  document.getElementById("cart").textContent = `Cart: ${items}`;
});

if (Number(banner)) {
  setTimeout(() => {
    const element = document.getElementById("banner");
    element.textContent = "Autumn sale";
    element.style.cssText = `display: block; height: ${Number(banner)}px`;
  }, BANNER_MS);
}

// The notebook cannot look into this frame; this tells it that the page is there.
parent.postMessage({ shopPage: new URLSearchParams(location.search).get("visit") }, "*");
