"""From a beacon of lesson 7's page to its value in the panel, in real JupyterLab and Chromium.

    python benchmarks/vitals.py [--visits 10]

Each visit is a page load and a click. The browser itself takes both times, with one clock: when the
page hands a beacon to `navigator.sendBeacon`, and when a panel beside it shows another value. What
lies between is the way of every value: page, collector in the kernel, widget, panel. The course
allows itself 200 ms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

BROWSER_TESTS = Path(__file__).resolve().parents[1] / "tests" / "browser"
LIMIT_MS = 200
# In every frame: tell the top one when a beacon goes. In the top one: keep what is told, and note
# when a panel changes.
WATCH = """
const sent = Navigator.prototype.sendBeacon;
Navigator.prototype.sendBeacon = function (...given) {
  window.top.postMessage({beaconAt: Date.now()}, '*');
  return sent.apply(this, given);
};
if (window === window.top) {
  window.beacons = [];
  window.shown = [];
  window.addEventListener('message', event => {
    if (event.data && event.data.beaconAt) window.beacons.push(event.data.beaconAt);
  });
  let before = '';
  new MutationObserver(() => {
    const values = [...document.querySelectorAll('.course-vital')].map(e => e.dataset.value).join();
    if (values !== before) window.shown.push(Date.now());
    before = values;
  }).observe(document, {subtree: true, childList: true, attributeFilter: ['data-value']});
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=10)
    options = parser.parse_args()
    sys.path.insert(0, str(BROWSER_TESTS))
    from conftest import VIEWPORT, launch
    from lab import Lab
    from playwright.sync_api import sync_playwright
    from server import copy_course, running_lab
    from test_lesson_7 import DEMO, Vitals

    delays: list[int] = []
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        course, private = Path(scratch, "course"), Path(scratch, "jupyter")
        course.mkdir()
        private.mkdir()
        with running_lab(copy_course(course), private) as server:
            browser = launch(playwright)
            page = browser.new_page(viewport=VIEWPORT)
            page.add_init_script(WATCH)
            lab = Lab(page, server, Path(scratch), "bench")
            lab.start()
            notebook = lab.new_notebook("vitals", DEMO)
            notebook.run_all()
            vitals = Vitals(notebook.output("page"))
            vitals.wait("loaded")
            for _ in range(options.visits):
                page.evaluate("() => { window.beacons = []; window.shown = []; }")
                vitals.visit()
                vitals.click()
                vitals.value("INP")
                page.wait_for_timeout(300)
                sent, shown = page.evaluate("() => [window.beacons, window.shown]")
                # Each change of a panel belongs to the last beacon before it.
                delays += [at - max(each for each in sent if each <= at)
                           for at in shown if any(each <= at for each in sent)]  # fmt: skip
            browser.close()
    delays.sort()
    print(f"{len(delays)} values in {options.visits} visits: half of them shown within "
          f"{statistics.median(delays):.0f} ms of the beacon, the slowest after {delays[-1]} ms; "
          f"over {LIMIT_MS} ms: {sum(delay > LIMIT_MS for delay in delays)}")  # fmt: skip


if __name__ == "__main__":
    main()
