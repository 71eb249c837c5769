"""A pytest plugin beside nbval: cells get their ids for names, and results are written as data.

`pytest -p course_lib.authoring.nbval_plugin --course-report FILE --nbval NOTEBOOK` writes one JSON
object a line: {"cell", "outcome", "compared", "seconds", "differences", "error"}.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from .compare import differences
from .execute import kernel_connection, skip_slow_imports

skip_slow_imports()  # before nbval

import nbval.kernel  # noqa: E402

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --course-report."""
    parser.addoption("--course-report", type=Path, help="where the results are written")


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval reach its kernels as we do: on TCP, kernels that start at once race for ports."""
    nbval.kernel.KernelManager = functools.partial(
        nbval.kernel.KernelManager, **kernel_connection()
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each cell by its id instead of by its place."""
    for item in items:
        item.name = item.cell.get("id", item.name)
        item._nodeid = f"{item.parent.nodeid}::{item.name}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Any:
    """Write what became of one cell."""
    report = yield
    if report.when == "call" or report.failed:
        line = json.dumps(_result(item, call, report))
        with item.config.getoption("--course-report").open("a", encoding="utf-8") as file:
            print(line, file=file)
    return report


def _result(item: Any, call: pytest.CallInfo, report: pytest.TestReport) -> dict[str, Any]:
    stored, fresh = item.cell.get("outputs", []), item.test_outputs or []
    compared = bool(item.options["check"]) and item.cell.get("execution_count") is not None
    result = {
        "cell": item.name,
        "outcome": "skipped" if hasattr(report, "wasxfail") else report.outcome,
        "compared": compared and report.outcome != "skipped",
        "seconds": round(report.duration, 3),
        "differences": [],
        "error": "",
    }
    if report.failed:
        raised = [output for output in fresh if output["output_type"] == "error"]
        if raised:
            result["error"] = f"{raised[-1]['ename']}: {raised[-1]['evalue']}"
        else:
            result["differences"] = [vars(d) for d in differences(stored, fresh)]
            if not result["differences"]:
                result["error"] = str(call.excinfo.value) if call.excinfo else "failed"
    result["error"] = _ANSI.sub("", result["error"])
    return result
