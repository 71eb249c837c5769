"""Record lesson 7's beacons again: `make beacons`.

It serves the shop's page, visits it in real Chromium with the real web-vitals, and writes down each
beacon that the page sends, as it was sent. One visit is hidden and comes back, which needs real
tabs: Playwright keeps every page visible, so that one runs in a Chromium of its own.
"""

import json
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
from conftest import CHROMIUM, FLAGS, launch
from playwright.sync_api import sync_playwright
from server import ROOT

from course_lib import shop
from course_lib.shop.vitals.page import PageApp, find_library, library_version

TARGET = ROOT / "course_lib/shop/vitals/recorded.json"
VIEWPORT = {"width": 480, "height": 380}
VISITS = {
    "no knob turned": {},
    "server 900 ms": {"server": 900},
    "image 3000 ms": {"image": 3000},
    "banner 200 px": {"banner": 200},
    "block 600 ms": {"block": 600},
    "image 3000 ms, banner 200 px": {"image": 3000, "banner": 200},
}
COMES_BACK = {"banner": 200}


class Tee:
    """Passes everything on to the page, and keeps the beacons with their times."""

    def __init__(self, app):
        self.app = app
        self.began, self.beacons = 0.0, []

    def restart(self):
        self.began, self.beacons = time.perf_counter(), []

    async def __call__(self, scope, receive, send):
        kind = scope.get("path", "")[1:]
        if kind not in ("live", "vitals"):
            return await self.app(scope, receive, send)
        body, beacons = b"", self.beacons
        at = round(1000 * (time.perf_counter() - self.began))

        async def noting():
            nonlocal body
            message = await receive()
            body += message.get("body", b"")
            return message

        await self.app(scope, noting, send)
        beacons.append({"ms": at, "kind": kind, **json.loads(body)})


def address(server, knobs):
    pairs = "".join(f"&{name}={value}" for name, value in knobs.items())
    return f"{server.url}/?visit=1{pairs}"


def with_clicks(playwright, server, tee):
    browser = launch(playwright)
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    for _ in range(3):  # the first page of a browser is slow, and so is its first click
        page.goto(address(server, {}))
        page.wait_for_timeout(1000)
        page.click("#add")
        page.wait_for_timeout(500)
    for name, knobs in VISITS.items():
        page.goto("about:blank")
        page.wait_for_timeout(300)
        tee.restart()
        page.goto(address(server, knobs))
        page.wait_for_timeout(1200)
        page.click("#add")
        # The library waits for an idle moment, up to a second, before it looks at a click.
        page.wait_for_timeout(knobs.get("block", 0) + 1500)
        page.goto(f"{server.url}/left.html")
        page.wait_for_timeout(300)
        yield {"name": name, "knobs": knobs, "beacons": tee.beacons}
    version = browser.version
    browser.close()
    yield version


def that_comes_back(server, tee):
    """Hidden before the banner is there, seen again, and hidden once more."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        size = f"--window-size={VIEWPORT['width']},{VIEWPORT['height'] + 90}"
        where = [f"--user-data-dir={folder}", "--remote-debugging-port=0", size]
        command = [str(CHROMIUM), "--headless=new", *FLAGS, *where, "about:blank"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            port = Path(folder) / "DevToolsActivePort"
            while not (port.exists() and port.read_text().strip()):
                time.sleep(0.1)
            control = f"http://127.0.0.1:{port.read_text().split()[0]}/json"
            (other,) = [tab for tab in httpx.get(control).json() if tab["type"] == "page"]
            tee.restart()
            url = address(server, COMES_BACK).replace("&", "%26")
            page = httpx.put(f"{control}/new?{url}").json()
            for seconds, tab in ((0.45, other), (0.4, page), (1.2, other), (0.4, page)):
                time.sleep(seconds)
                httpx.get(f"{control}/activate/{tab['id']}")
            time.sleep(0.3)
        finally:
            process.terminate()
            process.wait()
    return {"name": "hidden, and back", "knobs": COMES_BACK, "beacons": tee.beacons}


def main():
    library = find_library()
    if library is None:
        raise SystemExit("web-vitals is not installed: npm install, then run this again.")
    tee = Tee(PageApp(library))
    with shop.running(tee, name="recorder") as server, sync_playwright() as playwright:
        *visits, version = with_clicks(playwright, server, tee)
        visits.append(that_comes_back(server, tee))
    head = {
        "how": "sent by the shop's page from Chromium; recorded by tests/browser/record_beacons.py",
        "browser": f"Chromium {version}",
        "library": f"web-vitals {library_version(library)}",
        "viewport": [VIEWPORT["width"], VIEWPORT["height"]],
    }
    # A line for each beacon, so that a new recording can be compared with the old one.
    lines = json.dumps(head, indent=1)[:-2] + ',\n "visits": ['
    for visit in visits:
        beacons = visit.pop("beacons")
        lines += f"\n  {json.dumps(visit)[:-1]}, " + '"beacons": [\n'
        lines += ",\n".join(f"   {json.dumps(beacon)}" for beacon in beacons) + "]},"
    TARGET.write_text(lines[:-1] + "\n ]\n}\n", encoding="utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)}: {len(visits)} visits")


if __name__ == "__main__":
    main()
