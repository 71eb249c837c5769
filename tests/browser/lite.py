"""The browser-only site: served as plain files, and opened as a learner opens it."""

import hashlib
import json
import sys
import tempfile
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lab import RUN_MS, Lab
from server import ROOT, Server

SITE = ROOT / "build" / "lite"
BUILD = ROOT / "deploy" / "lite"


def why_not() -> str:
    """Why the site in build/ cannot be tested, with the command that mends it, or ""."""
    if not (SITE / "index.html").is_file():
        return "The browser-only site is not built. Run: make lite"
    lock = json.loads((SITE / "static" / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
    if lock["packages"]["fix-patterns"]["sha256"] != _digest_of_this_course():
        return "The browser-only site in build/ holds another course than this. Run: make lite"
    return ""


def _digest_of_this_course() -> str:
    sys.path.insert(0, str(BUILD))
    try:
        import share
    finally:
        sys.path.remove(str(BUILD))
    with tempfile.TemporaryDirectory() as place:
        return hashlib.sha256(share.write_wheel(Path(place)).read_bytes()).hexdigest()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def serving(folder: Path):
    """A server that knows nothing but files, as a static host; gives a Server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", folder / "files", folder)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class LiteLab(Lab):
    """JupyterLab of the site. Its files live in the browser, so a new context is a new learner."""

    def start(self) -> None:
        """Open JupyterLab without a notebook: each one starts a Python of its own."""
        self.page.goto(f"{self.server.url}/lab/index.html")
        self.wait()

    def start_at_the_front_page(self) -> None:
        """Open the address of the site, which leads to the start page of the course."""
        self.page.goto(self.server.url)
        self.page.wait_for_url("**/lab/**")
        self.wait()

    def reload(self) -> None:
        """Load the page again, as a learner who comes back does."""
        self.page.reload()
        self.wait()

    def wait(self) -> None:
        """Until JupyterLab is there."""
        self.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=RUN_MS)
        self.page.evaluate("() => window.jupyterapp.restored")
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft?.()")
