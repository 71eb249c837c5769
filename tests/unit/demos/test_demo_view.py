"""Demo with and without a front end: the compared output, the presses, what is left behind."""

import asyncio
import gc
import subprocess
import sys
import threading

import pytest
from demo_programs import FIVE_WAYS, gather, quote_gather, quote_group, sequential

from course_lib.demos import Demo, Knob
from course_lib.demos.view import VIEW, View
from course_lib.services import Service, Services, shop
from course_lib.tracing import events

QUICK = Services(
    Service("get_customer", 0.002, shop.account_page["get_customer"].answer),
    Service("get_preferences", 0.001, shop.account_page["get_preferences"].answer),
    Service("get_orders", 0.003, shop.account_page["get_orders"].answer),
)


def demo_of(**changes):
    arguments = {
        "services": QUICK,
        "variants": {"before": sequential, "after": gather},
        "ideal": lambda delays: max(delays.values()),
    }
    return Demo("Page", **(arguments | changes))


@pytest.fixture
def told():
    heard = []
    stop = events.subscribe(lambda name, data: heard.append((name, data)))
    yield heard
    stop()


@pytest.fixture
def displayed(monkeypatch):
    shown = []
    monkeypatch.setattr(
        "IPython.display.display", lambda bundle, raw, metadata=None: shown.append(bundle)
    )
    return shown


def on_view(scenario, demo=None):
    """Run `scenario(demo, view, press)` on a real loop; gives what it returns."""
    demo = demo or demo_of()

    async def main():
        demo._view = view = View(demo)

        async def press(**content):
            view._on_message(view.controls, content, [])
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await view._runs.idle.wait()
            await asyncio.sleep(0)

        try:
            return await scenario(demo, view, press)
        finally:
            demo.close()
            await asyncio.sleep(0)
            left = asyncio.all_tasks() - {asyncio.current_task()}
            assert left == set()

    return asyncio.run(main())


# -- the compared output ---------------------------------------------------------------------


def test_the_text_twin_is_the_same_every_time_and_says_everything():
    demo = Demo(
        "Five ways",
        services=shop.account_page,
        variants=FIVE_WAYS,
        ideal=lambda delays: max(delays.values()),
        predict="one after another, or all at once?",
    )
    text = demo.text()
    assert text == demo.text()
    assert text.startswith("Five ways\n\nPredict: one after another, or all at once?\n\n")
    for name, seconds in zip(FIVE_WAYS, (0.69, 0.69, 0.69, 0.42, 0.42), strict=True):
        assert f"{name} took {seconds:.3f} s; the ideal is 0.420 s" in text


def test_without_a_front_end_only_the_static_copy_is_put_out(displayed, monkeypatch):
    monkeypatch.setenv("COURSE_HEADLESS", "1")
    demo = demo_of()
    demo._ipython_display_()
    (bundle,) = displayed
    assert bundle["text/plain"] == demo.text()
    assert set(bundle) - {"text/plain"} <= {"image/png", "image/svg+xml"}
    assert demo._view is None


def test_with_a_front_end_the_compared_output_is_the_same(displayed, monkeypatch):
    monkeypatch.delenv("COURSE_HEADLESS", raising=False)
    demo = demo_of()
    demo._ipython_display_()
    view, static = displayed
    assert list(view) == [VIEW]
    assert static["text/plain"] == demo.text()
    demo.close()


def test_running_a_cell_again_replaces_its_demo(displayed, monkeypatch):
    monkeypatch.delenv("COURSE_HEADLESS", raising=False)
    first, second = demo_of(), demo_of()
    first._ipython_display_()
    old = first._view
    second._ipython_display_()
    assert first._view is None
    assert old._closed
    assert old.controls.comm is None
    second.close()


# -- presses ---------------------------------------------------------------------------------


def test_nothing_is_shown_before_the_prediction_is_made_or_skipped(told):
    async def scenario(demo, view, press):
        assert view.controls.phase == "predict"
        assert (view.timeline.ideal, view.results.sweep) == (None, {"state": "hidden"})
        await press(do="run", variants=["before"])
        assert view.controls.alert == "Write down your prediction first, or press Skip."
        await press(do="predict", guess="soon")
        assert "A prediction is a number of milliseconds" in view.controls.alert
        assert view.controls.phase == "predict"
        await press(do="predict", guess="3")
        assert (view.controls.alert, view.controls.phase) == ("", "ready")
        assert view.results.said == ""
        await press(do="run", variants=["before"])
        assert view.results.said == (
            "You predicted 3 ms for before; it is 6 ms. Your guess was 3 ms too short."
        )
        await press(do="set", knob="get_orders", value=0.004, final=True)
        await press(do="run", variants=["before"])
        assert "it was, with the knobs as they stood then, 6 ms" in view.results.said

    on_view(scenario, demo_of(predict="how long?"))
    data = {"demo": "Page", "variant": "before", "guess_ms": 3.0, "actual_ms": 6.0}
    assert told[0] == ("predicted", data)


def test_a_prediction_can_be_skipped(told):
    async def scenario(demo, view, press):
        await press(do="skip")
        assert view.controls.phase == "ready"
        await press(do="run", variants=["before"])
        assert view.results.said == ""

    on_view(scenario, demo_of(predict="how long?"))
    assert [name for name, _ in told] == ["ran"]


def test_run_shows_measured_ideal_and_exact_times(told):
    async def scenario(demo, view, press):
        await press(do="run", variants=["before", "after"])
        assert view.timeline.ideal == 0.003
        before, after = view.results.outcomes
        assert before["state"] == after["state"] == "done"
        assert before["text"].endswith("On the virtual clock it takes exactly 0.006 s.")
        assert after["text"].endswith("On the virtual clock it takes exactly 0.003 s.")
        assert before["seconds"] >= 0.006 - 1e-4
        states = [v["state"] for v in view.timeline.picture()["variants"]]
        assert states == ["done", "done"]
        assert view.controls.phase == "ready"

    on_view(scenario)
    assert [(name, data["variant"]) for name, data in told] == [("ran", "before"), ("ran", "after")]


def test_knobs_move_both_clocks_and_bad_positions_are_refused():
    async def scenario(demo, view, press):
        await press(do="run", variants=["after"])
        await press(do="set", knob="get_orders", value=0.005, final=True)
        assert view.controls.values["get_orders"] == 0.005
        assert view.results.hint == "The knobs have moved since these runs."
        await press(do="set", knob="get_orders", value=9, final=True)
        assert view.controls.alert == "get_orders must lie between 0 and 1 s, and 9 does not."
        assert (view.controls.values["get_orders"], view.controls.refused) == (0.005, 1)
        await press(do="run", variants=["after"])
        assert view.timeline.ideal == 0.005
        assert view.results.hint == ""
        await press(do="reset")
        assert demo.settings["get_orders"] == 0.003

    on_view(scenario)


def test_an_error_in_a_variant_is_an_outcome_with_the_learners_line():
    async def wrong(api):
        return api.get_order(7)

    async def scenario(demo, view, press):
        await press(do="run", variants=["wrong"])
        (outcome,) = view.results.outcomes
        assert outcome["state"] == "failed"
        assert "AttributeError: There is no service called 'get_order'" in outcome["text"]
        assert "Did you mean 'get_orders'?" in outcome["text"]
        assert "test_demo_view.py line" in outcome["text"]

    on_view(scenario, demo_of(variants={"wrong": wrong}))


def test_errors_of_the_demo_itself_are_shown_and_never_lost(monkeypatch):
    async def scenario(demo, view, press):
        monkeypatch.setattr(demo.page, "run", lambda *a: 1 / 0)
        await press(do="run", variants=["after"])
        assert "The demo could not go on: ZeroDivisionError" in view.controls.alert
        await press(do="dance")
        assert view.controls.alert == ""

    on_view(scenario)


def test_orphans_are_named():
    async def scenario(demo, view, press):
        await press(do="run", variants=["gather"])
        (outcome,) = view.results.outcomes
        assert "2 calls were still running when the page had failed" in outcome["text"]
        assert outcome["state"] == "failed"

    delays = {"price": 0.001, "reserve_stock": 0.02, "shipping_rate": 0.03}
    demo = Demo(
        "Quote",
        services=shop.quote.tuned(delays=delays),
        variants={"gather": quote_gather, "TaskGroup": quote_group},
        knobs=[Knob.failure(1.0, service="price"), "cleanup", "seed"],
    )
    on_view(scenario, demo)


def test_the_sweep_follows_the_knobs_once_it_is_open():
    async def until_done(view):
        while view.results.sweep.get("state") != "done":
            await asyncio.sleep(0)

    async def scenario(demo, view, press):
        assert not view.controls.follow
        await press(do="sweep", open=True)
        await until_done(view)
        assert view.controls.follow
        first = view.results.sweep["rows"]
        assert first[0][:3] == ["before", "40", "0.006 s"]
        view.results.sweep = {"state": "busy"}
        await press(do="set", knob="get_orders", value=0.013, final=False)
        await until_done(view)
        assert view.results.sweep["rows"][0][2] == "0.016 s"
        await press(do="sweep", open=False)
        assert view.results.sweep == {"state": "closed"}

    on_view(scenario, demo_of(sweep=40))


def test_presses_from_another_thread_work():
    async def scenario(demo, view, press):
        content = {"do": "run", "variants": ["after"]}
        thread = threading.Thread(target=view._on_message, args=(view.controls, content, []))
        thread.start()
        thread.join()
        while not view.results.outcomes:
            await asyncio.sleep(0.001)

    on_view(scenario)


def test_a_run_can_be_awaited_in_a_cell():
    async def main():
        demo = demo_of()
        outcome = await demo.live("after")
        assert outcome.value == ("Ines Duarte", "pt", 2)
        assert outcome.exact == 0.003
        assert outcome.trace.ended >= 0.003 - 1e-4
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(main())


def test_close_while_a_run_is_under_way_leaves_nothing():
    async def main():
        demo = demo_of(services=QUICK.tuned(delays={"get_orders": 5.0}))
        demo._view = view = View(demo)
        view._on_message(view.controls, {"do": "run", "variants": ["after"]}, [])
        await asyncio.sleep(0.01)
        assert view.busy
        demo.close()
        await asyncio.wait_for(view._runs.idle.wait(), 4)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(main())


def test_shown_and_closed_many_times_no_widget_and_no_thread_is_left():
    import ipywidgets

    known = ipywidgets.widgets.widget._instances
    before, threads = set(known), threading.active_count()

    async def main():
        for _ in range(5):
            demo = demo_of()
            demo._view = View(demo)
            demo._view.bundle()
            demo.close()

    asyncio.run(main())
    gc.collect()
    assert set(known) == before
    assert threading.active_count() == threads


def test_in_a_runtime_without_threads_the_demo_says_so(monkeypatch):
    async def scenario(demo, view, press):
        monkeypatch.setattr(sys, "platform", "emscripten")
        await press(do="run", variants=["after"])
        (outcome,) = view.results.outcomes
        assert "This browser-only runtime has no threads, so nothing ran live" in outcome["text"]
        assert outcome["seconds"] == 0.003

    on_view(scenario, demo_of(needs=["threads"]))


def test_importing_demo_loads_no_widget_and_no_chart():
    script = (
        "import sys; from course_lib import Demo;"
        "print([m for m in ('matplotlib', 'ipywidgets', 'anywidget') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert said.stdout == "[]\n", said.stderr
