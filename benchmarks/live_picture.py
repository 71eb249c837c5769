"""What a live picture costs the code that it shows: 50 random tasks in JupyterLab, in Chromium.

    python benchmarks/live_picture.py [--runs 9] [--ways "no picture" timeline ...]

Each way of drawing runs the same 50 tasks (0.05 to 0.6 s each), started by a click. Loop lag, the
worst error of a call and the kernel's CPU time are measured in the kernel; bytes, the time from
the click to the first bar and visible updates a second in the browser. Medians; the ratios to "no
picture" are what counts, the milliseconds are this machine's. Needs the extra `browser`.
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

BROWSER_TESTS = Path(__file__).resolve().parents[1] / "tests" / "browser"
WAYS = [
    "no picture",
    "timeline",
    "matplotlib into Output",
    "PNG as a trait",
    "ipympl",
    "HTML widget",
    "progress bars",
    "AsyncFlow",
]
PEERS = {
    "matplotlib into Output": "matplotlib",
    "PNG as a trait": "matplotlib",
    "ipympl": "ipympl",
    "AsyncFlow": "wigglystuff",
}

KERNEL = Path(__file__).with_name("live_picture_kernel.py")

# What of each way can change before a person's eyes; a canvas is looked at in small.
LOOK = """
const all = (selector, read) => [...document.querySelectorAll(selector)].map(read);
const small = document.createElement('canvas');
small.width = small.height = 48;
const paper = small.getContext('2d', {willReadFrequently: true});
const shrunk = canvas => {
  paper.clearRect(0, 0, 48, 48);
  if (canvas.width) paper.drawImage(canvas, 0, 0, 48, 48);
  return paper.getImageData(0, 0, 48, 48).data.join();
};
const picture = {
  'timeline': () => all('.fp-row rect:nth-of-type(2)', bar => bar.getAttribute('width')),
  'matplotlib into Output': () => all('.jp-OutputArea-output img', image => image.src),
  'PNG as a trait': () => all('.bench-png img', image => image.src),
  'ipympl': () => all('.jupyter-matplotlib canvas', shrunk),
  'HTML widget': () => all('.bench-html .bar', bar => bar.style.width),
  'progress bars': () => all('.progress-bar', bar => bar.style.width),
  'AsyncFlow': () => all('.asyncflow .af-seg', bar => bar.style.cssText),
}[way] ?? (() => []);
"""

# Counts the changes, once a frame, from the click to the kernel's "done".
WATCH = f"""
(way) => {{
  {LOOK}
  const seen = window.seen = {{updates: 0, first: null, took: null, from: performance.now()}};
  let last = picture().join();
  const look = () => {{
    const now = picture().join();
    if (now !== last) {{
      last = now;
      seen.updates += 1;
      seen.first ??= performance.now() - seen.from;
    }}
    seen.took = performance.now() - seen.from;
    if (!seen.enough) requestAnimationFrame(look);
  }};
  requestAnimationFrame(look);
}}
"""


def one_run(page: Any, way: str, number: int, received: list[int]) -> dict:
    """Click, wait for the kernel's "done", and put both sides' figures together."""
    button = page.get_by_role("button", name=way, exact=True)
    button.scroll_into_view_if_needed()
    page.wait_for_timeout(150)
    received.clear()
    page.evaluate(WATCH, way)
    button.click()
    done = page.locator(".bench-done", has_text=f"run {number}:")
    done.wait_for(timeout=30_000)
    seen = page.evaluate("() => { window.seen.enough = true; return window.seen }")
    figures = json.loads(done.inner_text().split(":", 1)[1])
    return {
        **figures,
        "first bar ms": seen["first"],
        "updates/s": seen["updates"] / (seen["took"] / 1000),
        "messages": len(received),
        "KiB": sum(received) / 1024,
    }


def measure(ways: list[str], runs: int) -> dict[str, list[dict]]:
    """All ways, `runs` times each, in turn: a busy second hits every way alike."""
    from playwright.sync_api import sync_playwright

    # The browser tests know how to start and drive JupyterLab.
    sys.path.insert(0, str(BROWSER_TESTS))
    from conftest import VIEWPORT, launch
    from lab import Lab
    from server import copy_course, running_lab

    results: dict[str, list[dict]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        course, private = Path(scratch, "course"), Path(scratch, "jupyter")
        course.mkdir()
        private.mkdir()
        with running_lab(copy_course(course), private) as server:
            browser = launch(playwright)
            page = browser.new_page(viewport=VIEWPORT)
            received: list[int] = []
            page.on("websocket", lambda socket: _count(socket, received))
            lab = Lab(page, server, Path(scratch), "bench")
            lab.start()
            source = f"WAYS = {ways!r}\n" + KERNEL.read_text()
            notebook = lab.new_notebook("bench", {"bench": source})
            notebook.run_all()
            number = 0
            for turn in range(runs + 1):
                for way in ways:
                    number += 1
                    figures = one_run(page, way, number, received)
                    # The first turn warms everything up.
                    if turn:
                        results[way].append(figures)
            browser.close()
    return results


def _count(socket, received: list[int]) -> None:
    if "/channels" in socket.url:
        socket.on("framereceived", lambda frame: received.append(len(frame)))


def table(results: dict[str, list[dict]]) -> str:
    """Medians as a Markdown table; ratios to the first way in brackets."""
    names = list(next(iter(results.values()))[0])
    ratios = {"lag ms", "CPU ms"}
    lines = ["| way | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    base = {name: _median(next(iter(results.values())), name) for name in names}
    for way, runs in results.items():
        cells = []
        for name in names:
            value = _median(runs, name)
            text = "-" if value is None else f"{value:.0f}" if value >= 10 else f"{value:.1f}"
            if name in ratios and base[name]:
                text += f" ({value / base[name]:.2f}x)"
            cells.append(text)
        lines.append(f"| {way} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _median(runs: list[dict], name: str) -> float | None:
    values = [run[name] for run in runs if run[name] is not None]
    return statistics.median(values) if values else None


def missing(way: str) -> str | None:
    """Why a way cannot be measured here; None if it can."""
    try:
        version(PEERS.get(way, "fix-patterns"))
    except PackageNotFoundError:
        return f"{way}: {PEERS[way]} is not installed, so it was not measured."
    return None


def versions(ways: list[str]) -> str:
    """The Python and the peers that took part."""
    peers = sorted({PEERS[way] for way in ways if way in PEERS})
    return ", ".join(
        [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in peers)]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    options = parser.parse_args()
    absent = [sentence for way in options.ways if (sentence := missing(way))]
    ways = [way for way in options.ways if not missing(way)]
    print(f"{versions(ways)}; medians of {options.runs} runs each, taken in turn\n")
    print(table(measure(ways, options.runs)), *absent, sep="\n")


if __name__ == "__main__":
    main()
