"""Is everything there that the course needs? `course doctor`, or `doctor()` in a notebook.

Each check gives lines: fine, missing (with the command that mends it), or optional: not there,
and not needed by the lessons.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from course_lib.tracing.runtime import in_browser

READY = "Your environment is ready."
INSTALL = "make lab, or: python -m pip install --editable '.[lab]'"
STATES = ("fine", "optional", "missing")


@dataclass(frozen=True)
class Line:
    """One thing that was looked at. `run` is what to run or to do, "" where nothing is to do."""

    state: str
    name: str
    text: str
    run: str = ""

    def __str__(self) -> str:
        mend = f"\n{'':25}Run: {self.run}" if self.run else ""
        return f"{self.state:<9} {self.name:<14} {self.text}{mend}"


def fine(name: str, text: str) -> Line:
    """A thing that is as it should be."""
    return Line("fine", name, text)


def missing(name: str, text: str, run: str) -> Line:
    """A thing without which the course does not work."""
    return Line("missing", name, text, run)


def optional(name: str, text: str, run: str = "") -> Line:
    """A thing that is not there and that no lesson needs."""
    return Line("optional", name, text, run)


@dataclass(frozen=True)
class Report:
    """All lines. Prints the same on every machine where nothing is missing."""

    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        """What has to be mended."""
        return tuple(line for line in self.lines if line.state == "missing")

    def __str__(self) -> str:
        return "\n".join(map(str, self.missing)) or READY

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        bundle = {"text/plain": str(self)}
        # What is particular to this machine is for people, and never in a stored output.
        if not os.environ.get("COURSE_HEADLESS"):
            from .page import report_html

            bundle["text/html"] = report_html(self)
        return bundle


Check = Callable[[], Iterable[Line]]


def doctor() -> Report:
    """Look at everything that can be looked at in a moment, from inside a notebook."""
    return Report(tuple(_all(_checks("this_kernel"))))


def command() -> int:
    """`course doctor`: print every line, and start a kernel too; 1 if something is missing."""
    report = Report(tuple(_all(_checks("kernel"))))
    print(*report.lines, sep="\n")
    if report.missing:
        print(f"{len(report.missing)} to mend.")
        return 1
    print(READY)
    return 0


def _checks(of_the_kernel: str) -> tuple[Check, ...]:
    if in_browser():
        from . import site

        return site.CHECKS
    from . import machine, packages

    return (*packages.CHECKS, getattr(packages, of_the_kernel), *machine.CHECKS)


def _all(checks: Iterable[Check]) -> Iterable[Line]:
    for check in checks:
        try:
            yield from check()
        except ModuleNotFoundError as error:
            what = f"{error.name or error} is needed to look, and is not installed"
            yield missing(check.__name__.replace("_", " "), what, INSTALL)
        except Exception as error:  # a check that fails must not hide the other ones
            name = check.__name__.replace("_", " ")
            told = f"could not be looked at: {type(error).__name__}: {error}"
            yield missing(name, told, "the command again, and tell us if it stays so")
