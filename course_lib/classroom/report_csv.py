"""The report as CSV: one line an answer, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from course_lib.classroom.results import ClassReport
from course_lib.tracing.text import one_line

COLUMNS = ("learner", "file", "exercise", "outcome", "requirements_met", "requirements",
           "codes", "misconceptions", "what_happened", "seconds")  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def report_csv(report: ClassReport) -> str:
    """All results, with a line for each notebook that could not be judged."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(report):
        writer.writerow([_plain(value) for value in row])
    return out.getvalue()


def _rows(report: ClassReport) -> Iterator[tuple[Any, ...]]:
    for sheet in report.sheets:
        for result in sheet.results:
            yield (
                result.learner, result.file, result.exercise, result.outcome,
                result.met, result.of,
                " ".join(dict.fromkeys(found.code for found in result.findings)),
                "; ".join(result.misconceptions),
                " ".join(found.message for found in result.findings),
                round(result.seconds, 3),
            )  # fmt: skip
        if sheet.problem:
            yield sheet.learner, sheet.file, "", "not_judged", "", "", "", "", sheet.problem, ""


def _plain(value: Any) -> Any:
    """Text on one line that no spreadsheet takes for a formula; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = one_line(value, 1000)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
