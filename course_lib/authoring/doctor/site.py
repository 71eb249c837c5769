"""The browser-only site of the course: what a page can keep, and what a browser does not give."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.util import find_spec

from . import Line, fine, optional

DRIVE = "/drive"  # where the kernel sees the files of the page; not there if it cannot


def python() -> Iterator[Line]:
    """The Python that the page has loaded."""
    yield fine("Python", f"{platform.python_version()}, inside this browser")


def drive() -> Iterator[Line]:
    """The page's own files, where progress is kept as well."""
    if os.path.isdir(DRIVE):
        yield fine("drive", "notebooks and progress are kept in this browser, for this address")
    else:
        yield optional(
            "drive",
            "the kernel does not see the files of the page, so progress lasts until it is closed",
            "the site in a normal window, not a private one, over https or from 127.0.0.1",
        )


def pictures() -> Iterator[Line]:
    """The library that draws still pictures and charts."""
    if find_spec("matplotlib") is None:
        fetch = "`import matplotlib` in a cell, with a network"
        yield optional("matplotlib", "not loaded; charts come as tables", fetch)
    else:
        yield fine("matplotlib", "it draws charts and pictures")


def limits() -> Iterator[Line]:
    """What no program inside a browser can have."""
    what = "a browser has no threads, processes, servers or signals; what needs one says so"
    yield optional("limits", what)


CHECKS = (python, drive, pictures, limits)
