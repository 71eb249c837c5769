"""JUnit XML, as CI servers read it: a suite for each notebook, a case for each cell."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .validate import CellResult, Report

# XML 1.0 has no form for these, not even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_xml(reports: Sequence[Report]) -> str:
    """The reports as one document."""
    root = ET.Element("testsuites")
    for report in reports:
        failed = sum(cell.failed for cell in report.cells)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=report.notebook,
            tests=str(max(1, len(report.cells))),
            failures=str(failed),
            errors=str(int(bool(report.problem))),
            time=f"{sum(cell.seconds for cell in report.cells):.3f}",
        )
        for cell in report.cells:
            _case(suite, report, cell)
        if report.problem:
            case = ET.SubElement(suite, "testcase", classname=report.notebook, name="notebook")
            ET.SubElement(case, "error", message=_clean(report.problem))
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, report: Report, cell: CellResult) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=report.notebook, name=cell.cell, time=f"{cell.seconds:.3f}"
    )
    if cell.failed:
        text = _clean(report.failure(cell))
        ET.SubElement(case, "failure", message=text.splitlines()[0]).text = text


def _clean(text: str) -> str:
    return _NOT_XML.sub("?", text)
