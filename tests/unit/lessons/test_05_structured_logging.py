"""The figures that lesson 5 tells, from the lesson's own cells, on virtual time."""

import re

import pytest
from lesson_cells import code_cells, run_cell

CELLS = code_cells("05_structured_logging.ipynb")
# These need a server, real time, or a front end.
LEFT_OUT = {"service-run", "demo-2-run", "demo-2-compare", "demo-2-http", "demo-5-run",
            "demo-6-run", "ticket"}  # fmt: skip


@pytest.fixture(scope="module")
def printed():
    names, found = {}, {}
    for cell, (source, _) in CELLS.items():
        if cell not in LEFT_OUT and not cell.startswith("recap"):
            found[cell] = run_cell(source, names)[1]
    return found


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("demo-1-run", r"^7 lines"),
        ("demo-1-middleware", r"^10 records"),
        ("demo-1-routes", r"^/checkout +1 +0\n/search +0 +0\n(.*\n)*after"),
        ("demo-1-test", r"without a record: \[\]"),
        ("demo-3-run", r"before: 2 line\(s\)(.*\n)*?after: 1 line\(s\)"),
        ("demo-4-run", r"global: 1 of 50(.*\n)*?.*context: 50 of 50"),
        ("how-2-code", r"CancelledError"),
        ("how-5", r"trace-id +the same\nparent-id +new"),
        ("trap-query", r"^False /reset"),
        ("trap-double-code", r"^200 records"),
        ("trap-cardinality-code", r"paths: +350\nroutes: \['\(no route\)', '/products/\{sku\}'\]"),
        ("trap-first-byte-code", r"status: 0 ms, to the end: 2000 ms"),
        ("trap-blocking-code", r"log says 0 ms, the customer waited 500 ms"),
        ("trap-probes-code", r"^1 036 800 lines"),
    ],
)
def test_a_figure_of_the_lesson(printed, cell, said):
    assert re.search(said, printed[cell], re.MULTILINE), printed[cell]


def test_three_slow_requests_in_a_hundred_move_the_p99_and_not_the_p50():
    rows = CELLS["demo-2-compare"][1].splitlines()[1:]
    none, three, ten = [[int(n) for n in re.findall(r" (\d+)\b(?!%)", row)] for row in rows]
    assert three[0] - none[0] <= 2
    assert three[1] - none[1] <= 2
    assert three[2] - none[2] > 300
    assert ten[1] > none[1]
