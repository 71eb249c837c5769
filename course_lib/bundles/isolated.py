"""A fresh Python that sees a bundle and nothing else of this machine's packages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from course_lib.tracing.runtime import in_browser

SECONDS = 60.0


class NoProcessError(RuntimeError):
    """No process can be started here, as in a browser; the text says so."""


def can_start() -> bool:
    """Whether this runtime can start a process; one inside the browser cannot."""
    return not in_browser()


def python(*arguments: str, timeout: float = SECONDS) -> subprocess.CompletedProcess[str]:
    """Run a fresh interpreter: `python("-X", "importtime", "-c", "import json")`.

    Raises NoProcessError where there are no processes, TimeoutExpired after `timeout` seconds.
    """
    if not can_start():
        raise NoProcessError("This runtime inside the browser can start no process.")
    # A variable such as PYTHONPATH would let other packages in.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        timeout=timeout,
        check=False,
    )


def answer(folder: Path, program: str, *, alone: bool = True, timeout: float = SECONDS) -> Any:
    """What `program` prints as its last line (JSON), run where only `folder` and the stdlib are.

    With `alone` False the packages of this environment are there as well, after `folder`.
    Raises RuntimeError with the program's last words if it fails.
    """
    start = f"import sys; sys.path.insert(0, {str(folder)!r}); sys.dont_write_bytecode = True\n"
    # -I: no variables, no current folder; -S: no site-packages.
    flags = ("-I", "-S") if alone else ()
    done = python(*flags, "-c", start + program, timeout=timeout)
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no message"])[-1])
    return json.loads(done.stdout.splitlines()[-1])
