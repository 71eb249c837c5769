"""Measured: rows from running code, the same every time without a front end, live with one."""

import asyncio

import pytest

from course_lib import Knob, Measured


async def counted(*, n):
    await asyncio.sleep(n)
    return [{"what": "calls", "ms": float(n * 1000)}, {"what": "none", "ms": 0.0}]


async def growing(*, n):
    for i in range(1, n + 1):
        await asyncio.sleep(0.01)
        yield [{"what": "calls", "ms": float(i)}]


def measured(**runs):
    runs = runs or {"counted": counted, "growing": growing}
    return Measured("Calls", runs, knobs=[Knob("n", 2, 1, 9)], bars=["ms"])


def test_the_text_comes_from_the_virtual_clock():
    assert measured().text() == (
        "Calls\n\ncounted\nwhat        ms\ncalls  2 000.0\nnone       0.0\n\n"
        "growing\nwhat    ms\ncalls  2.0"
    )


def test_a_knob_reaches_the_run():
    assert measured().table("growing", n=5).rows == ({"what": "calls", "ms": 5.0},)
    assert measured().set(n=3).table("counted").rows[0]["ms"] == 3000.0


def test_a_bar_is_a_share_of_the_largest():
    rows = measured().table("counted").to_dict()["rows"]
    assert [cell["bar"] for row in rows for cell in row] == [None, 1.0, None, 0.0]


async def of_a_hundred():
    rows = ((1.0, 0.0, 0.0), (0.5, 0.3, 0.2), (0.0, 0.0, 0.0))
    return [dict(zip(("up", "degraded", "down"), row, strict=True)) for row in rows]


def test_a_stack_is_a_bar_of_shares_with_a_text_twin():
    stack = ["up", "degraded", "down"]
    table = Measured("Probes", {"all": of_a_hundred}, stack=stack).table("all")
    assert [[round(share, 3) for share in row] for row in table.to_dict()["shares"]] == [
        [1.0, 0.0, 0.0],
        [0.5, 0.3, 0.2],
        [0.0, 0.0, 0.0],
    ]
    lines = table.text().splitlines()
    assert lines[1].endswith("  █ up, ▒ degraded, ░ down")
    assert lines[2].endswith("  " + "█" * 25)
    assert lines[3].endswith("  " + "█" * 12 + "▒" * 8 + "░" * 5)


def test_a_stack_of_too_many_parts_is_refused():
    with pytest.raises(ValueError, match="at most 4"):
        Measured("Probes", {"all": of_a_hundred}, stack="abcde")


def test_a_run_that_asks_for_an_unknown_knob_is_refused():
    async def other(*, m):
        return []

    with pytest.raises(ValueError, match="'m'"):
        measured(other=other)


def test_real_figures_have_no_copy_from_the_virtual_clock():
    demo = Measured("Costs", {"cpu": counted}, knobs=[Knob("n", 2, 1, 9)], live_only=True)
    assert demo.text() == "Costs\n\nMeasured in real time, in JupyterLab: press Run (cpu)."


async def live(demo, *messages, until):
    from course_lib.demos.measured_view import MeasuredView

    view = MeasuredView(demo)
    demo._view = view
    for message in messages:
        view._on_message(None, message, [])
        await asyncio.sleep(0.02)
    for _ in range(500):
        if until(view):
            break
        await asyncio.sleep(0.01)
    seen = view.tables.state, view.controls.alert, list(view.tables.tables), view.controls.phase
    demo.close()
    return seen


def test_live_the_table_is_there_when_the_run_is_over():
    press = {"do": "run", "variants": ["growing"]}
    state, alert, tables, phase = asyncio.run(
        live(measured(), press, until=lambda v: v.controls.phase == "ready" and v.tables.tables)
    )
    assert (state, alert, phase) == ("done", "", "ready")
    assert tables[0]["rows"][0][1]["text"] == "2.0"


def test_a_run_that_fails_says_so_in_the_demo():
    async def broken():
        raise KeyError("a bug")

    state, alert, _, _ = asyncio.run(
        live(
            measured(broken=broken),
            {"do": "run", "variants": ["broken"]},
            until=lambda v: v.controls.alert,
        )
    )
    assert state == "failed"
    assert "KeyError" in alert


def test_a_run_can_be_stopped():
    state, _, _, _ = asyncio.run(
        live(
            measured(),
            {"do": "run", "variants": ["counted"]},
            {"do": "stop"},
            until=lambda v: v.tables.state == "stopped",
        )
    )
    assert state == "stopped"


def test_turning_a_knob_empties_the_tables_and_a_bad_position_is_a_sentence():
    demo = measured()
    state, alert, _, _ = asyncio.run(
        live(
            demo,
            {"do": "set", "knob": "n", "value": 4},
            {"do": "set", "knob": "n", "value": 99},
            until=lambda v: v.controls.alert,
        )
    )
    assert (state, demo.settings["n"]) == ("empty", 4)
    assert "between 1 and 9" in alert


def test_a_notebook_shows_the_view_first_and_the_copy_after_it(monkeypatch):
    displays = []
    monkeypatch.delenv("COURSE_HEADLESS", raising=False)
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: displays.append(bundle))
    demo = measured()
    demo._ipython_display_()
    demo._ipython_display_()  # the cell again: the first view is closed
    demo.close()
    kinds = [next(iter(bundle)) for bundle in displays]
    assert kinds == ["application/vnd.jupyter.widget-view+json", "text/plain"] * 2


def test_without_a_front_end_only_the_copy_is_shown(monkeypatch):
    displays = []
    monkeypatch.setenv("COURSE_HEADLESS", "1")
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: displays.append(bundle))
    measured()._ipython_display_()
    assert displays == [{"text/plain": measured().text()}]


def test_a_virtual_run_takes_no_real_time_when_it_is_live():
    async def patient(*, n):
        await asyncio.sleep(300 * n)
        return [{"what": "five minutes", "ms": float(n)}]

    demo = Measured("Patience", {"wait": patient}, [Knob("n", 2, 1, 9)], virtual=True)
    press = {"do": "run", "variants": ["wait"]}
    seen = live(demo, press, until=lambda v: v.controls.phase == "ready" and v.tables.tables)
    state, alert, (table,), phase = asyncio.run(seen)
    assert (state, alert, phase) == ("done", "", "ready")
    assert table["rows"][0][1]["text"] == "2.0"
