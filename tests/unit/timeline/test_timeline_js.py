"""The browser's half: it parses, and says about a trace what the Python half says."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import course_lib.timeline.wire as wire
from course_lib.tracing import Mark, Span, Trace
from course_lib.tracing.text import in_tree_order, label_of, notes_of

SOURCE = Path(wire.__file__).with_name("timeline.js")
node = shutil.which("node")
pytestmark = pytest.mark.skipif(node is None, reason="node is not installed")

TRACE = Trace(
    [
        Span(0, "page", "task", 0, 0.3, "failed", error="ConnectionError"),
        Span(1, "price", "call", 0.1, 0.18, "ok", 0, (7,)),
        Span(2, "stock", "call", 0, 0.42, "cancelled", 0, cancelled_at=0.3),
        Span(3, "audit", "call", 0, 0.4, "cancelled", 0, cancelled_at=0.3, cleaned_up=False),
        Span(4, "late", "call", 0.1, None, "running", 99),
        Span(5, "shipping", "call", 0.05, 0.3, "failed", 1, error="ConnectionError", detail="no"),
    ],
    [Mark("raised", 0.3, "ConnectionError")],
    0.3,
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Run a script that has the module as `t` and data as `d`; give back what it returns."""
    folder = tmp_path_factory.mktemp("js")
    (folder / "timeline.mjs").write_text(SOURCE.read_text())

    def run(script, data=None):
        code = (
            'import * as t from "./timeline.mjs";\n'
            f"const d = {json.dumps(data)};\n"
            f"console.log(JSON.stringify((() => {{ {script} }})()));\n"
        )
        (folder / "ask.mjs").write_text(code)
        done = subprocess.run(
            [node, "ask.mjs"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def whole(trace, state="done"):
    return {"name": "before", "state": state, "outcome": "", "now": 0.4, **wire.whole(trace)}


def test_it_has_what_anywidget_asks_for(ask):
    assert ask("return Object.keys(t.default);") == ["initialize", "render"]


def test_rows_come_in_the_order_of_the_text_twin(ask):
    rows = ask(
        "return t.rowsOf(t.readVariant(d)).map((row) => [row.span.label, row.depth]);", whole(TRACE)
    )
    assert rows == [[label_of(span), depth] for span, depth in in_tree_order(TRACE)]


def test_notes_are_those_of_the_text_twin(ask):
    notes = ask(
        "const v = t.readVariant(d); return [...v.spans.values()].map((s) => t.notesOf(s, v));",
        whole(TRACE),
    )
    assert notes == [notes_of(span, TRACE) for span in TRACE.spans]
    assert sum(map(len, notes)) >= 6


def test_batches_give_the_same_as_the_whole(ask):
    script = """
        const store = { variants: [t.readVariant(d.empty)] };
        for (const batch of d.batches) t.applyMessage(store, { variant: 0, ...batch });
        const wanted = t.readVariant(d.whole);
        const picture = (v) => [[...v.spans.values()], v.marks, v.ended, v.state];
        return [picture(store.variants[0]), picture(wanted)];
    """
    start = [[*wire.row(span)[:5], None, 0] for span in TRACE.spans]
    data = {
        "empty": whole(Trace(), "running"),
        "whole": whole(TRACE, "failed"),
        "batches": [
            {"now": 0.1, "rows": start[:3]},
            {"now": 0.2, "rows": start[3:], "changes": [wire.change(TRACE.spans[0])]},
            {"now": 0.5, "changes": [wire.change(span) for span in TRACE.spans[1:]],
             "marks": [wire.mark(TRACE.marks[0])], "ended": 0.3, "state": "failed"},
        ],
    }  # fmt: skip
    got, wanted = ask(script, data)
    assert got == wanted
    assert len(got[0]) == 6


def test_the_shown_time_follows_the_kernels_a_little_late_and_stops_with_the_run(ask):
    script = """
        const v = t.readVariant(d);
        const running = t.nowOf(v, false);
        v.state = "done";
        return [running, t.nowOf(v, false)];
    """
    running, done = ask(script, whole(TRACE, "running") | {"now": 50})
    assert (running == pytest.approx(49.95, abs=0.05), done) == (True, 0.42)
    assert (
        ask("return t.nowOf(t.readVariant(d), false);", whole(Trace(), "running") | {"now": 0}) == 0
    )


def test_without_motion_the_bars_stand_where_the_kernel_saw_them(ask):
    script = "return t.nowOf(t.readVariant(d), true);"
    assert ask(script, whole(TRACE, "running")) == 0.4


@pytest.mark.parametrize(
    ("horizon", "width", "texts"),
    [
        (0.7, 400, ["0", "200 ms", "400 ms", "600 ms"]),
        (0.05, 200, ["0", "50 ms"]),
        (2.2, 500, ["0", "0.5 s", "1.0 s", "1.5 s", "2.0 s"]),
        (30, 500, ["0", "5 s", "10 s", "15 s", "20 s", "25 s", "30 s"]),
    ],
)
def test_ticks_are_round_and_have_room(ask, horizon, width, texts):
    ticks = ask("return t.ticksOf(d[0], d[1]);", [horizon, width])
    assert [tick["text"] for tick in ticks] == texts


def test_the_picture_runs_while_one_variant_runs_and_fails_if_one_failed(ask):
    script = "return d.map((s) => t.stateOf({ variants: s.map((state) => ({ state })) }));"
    cases = [[], ["idle"], ["done", "idle"], ["done", "failed"], ["failed", "running"]]
    assert ask(script, cases) == ["idle", "idle", "done", "failed", "running"]
