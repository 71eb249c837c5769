"""The browser-only site: served as plain files, and opened as a learner opens it."""

import hashlib
import json
import os
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lab import Lab
from server import ROOT

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


def builder():
    """The module of the build that knows the course's files and the budget of the site."""
    sys.path.insert(0, str(BUILD))
    try:
        import share
    finally:
        sys.path.remove(str(BUILD))
    return share


def _digest_of_this_course() -> str:
    share = builder()
    with tempfile.TemporaryDirectory() as place:
        return hashlib.sha256(share.write_wheel(Path(place)).read_bytes()).hexdigest()


class _Files(SimpleHTTPRequestHandler):
    def copyfile(self, source, outputfile):
        self.server.sent += os.fstat(source.fileno()).st_size
        super().copyfile(source, outputfile)

    def log_message(self, *_):
        pass


@dataclass(frozen=True)
class Site:
    """A served site: where it answers, and the folder with the files of its drive."""

    url: str
    root: Path
    server: ThreadingHTTPServer

    @property
    def sent(self) -> int:
        """The bytes of all files that were sent so far."""
        return self.server.sent


@contextmanager
def serving(folder: Path):
    """A server that knows nothing but files, as a static host; gives a Site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=folder))
    server.sent = 0
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}", folder / "files", server)
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
