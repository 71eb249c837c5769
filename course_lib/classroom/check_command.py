"""`course class check DIR`: judge what was handed in, write the report, say where it is."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TextIO

from course_lib.classroom import sandbox
from course_lib.classroom.batch import Batch
from course_lib.classroom.handed_in import collect
from course_lib.classroom.report_csv import report_csv
from course_lib.classroom.report_html import report_html
from course_lib.classroom.results import ClassReport, Sheet
from course_lib.exercises.judge import TIMEOUT, has_fork
from course_lib.exercises.words import number

DONE, NOT_ALL_JUDGED, WRONG_CALL = 0, 1, 2
NAME = "class-report"
WIDTH = 24


def command(
    folder: Path, *, out: Path | None = None, trust: bool = False, timeout: float = TIMEOUT
) -> int:
    """Judge the notebooks in `folder`; the report goes to `out`, by default the current folder.

    0 when every notebook was judged, 1 when one could not be, 2 when the call itself is wrong.
    """
    if not folder.is_dir():
        return _refuse(f"{folder} is not a folder. Name the folder with the learners' notebooks.")
    if not has_fork():
        return _refuse("Answers are judged in processes of their own, which this system lacks.")
    if not trust and (why := sandbox.missing()):
        return _refuse(why)
    handed_in = collect(folder)
    if not handed_in:
        return _refuse(f"There is no notebook in {folder}.")
    out = Path.cwd() if out is None else out
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not os.access(out, os.W_OK):
            raise PermissionError("it may not be written to")
    except OSError as error:
        return _refuse(f"The report cannot be written to {out}: {error.strerror or error}.")
    bar = ProgressBar(len(handed_in), sys.stderr)
    sheets: dict[int, Sheet] = {}
    for place, sheet in Batch(timeout, trust).judge(handed_in):
        sheets[place] = sheet
        bar.step(sheet)
    bar.end()
    report = ClassReport(tuple(sheets[place] for place in sorted(sheets)))
    return _write(report, out, trust)


def _refuse(why: str) -> int:
    print(f"course class check: {why}", file=sys.stderr)
    return WRONG_CALL


def _write(report: ClassReport, out: Path, trusted: bool) -> int:
    page, lines = out / f"{NAME}.html", out / f"{NAME}.csv"
    page.write_text(report_html(report, trusted), encoding="utf-8")
    # The mark at the front tells spreadsheets that it is UTF-8.
    lines.write_text(report_csv(report), encoding="utf-8-sig", newline="")
    passed = sum(result.outcome == "passed" for result in report.results)
    print(f"{passed} of {number(len(report.results), 'answer')} passed.")
    for sheet in report.problems:
        print(f"{sheet.file} could not be judged. {sheet.problem}")
    print(f"The report is in {page} and {lines}.")
    return NOT_ALL_JUDGED if report.problems else DONE


class ProgressBar:
    """How far it is: a bar that moves in a terminal, a line a notebook anywhere else."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self.total, self.done, self.stream = total, 0, stream
        self.began = time.monotonic()
        self._show("")

    def step(self, sheet: Sheet) -> None:
        """One notebook more."""
        self.done += 1
        self._show(sheet.file)

    def _show(self, name: str) -> None:
        if not self.stream.isatty():
            if name:
                print(f"{self.done} of {self.total}: {name}", file=self.stream, flush=True)
            return
        full = WIDTH * self.done // self.total
        seconds = int(time.monotonic() - self.began)
        bar = f"[{'#' * full}{'.' * (WIDTH - full)}] {self.done} of {self.total} notebooks"
        self.stream.write(f"\r{bar}, {seconds // 60}:{seconds % 60:02}")
        self.stream.flush()

    def end(self) -> None:
        """Leave the bar as it is and begin a new line."""
        if self.stream.isatty():
            self.stream.write("\n")
