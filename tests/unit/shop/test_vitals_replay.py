"""The recorded beacons, the panels, and what the demo shows where there is no browser."""

import asyncio
import json
from importlib.resources import files
from pathlib import Path

import pytest

from course_lib import shop
from course_lib.shop.vitals import demo as demo_module
from course_lib.shop.vitals.demo import VitalsDemo
from course_lib.shop.vitals.panels import panels, rows, table
from course_lib.shop.vitals.replay import recorded_visits, where_from
from course_lib.shop.vitals.reports import NAMES
from course_lib.shop.vitals.visits import Knobs, Visit

ROOT = Path(__file__).parents[3]
MOVED = {"server 900 ms": ("TTFB", "FCP", "LCP"), "image 3000 ms": ("LCP",),
         "block 600 ms": ("INP",)}  # fmt: skip
RECORDED = json.loads(
    (files("course_lib.shop.vitals") / "recorded.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MOVED)
def test_a_recorded_knob_moves_its_metrics_by_at_least_its_size(name):
    size = int(name.split()[1])
    values = shop.recorded(name).final()
    quick = shop.recorded("no knob turned").final()
    for metric in ("TTFB", "FCP", "LCP", "INP"):
        if metric in MOVED[name]:
            assert values[metric] >= size > quick[metric]
        else:
            assert values[metric] < size


def test_the_recorded_banner_shifts_the_layout_and_hides_the_slow_picture():
    assert shop.recorded("no knob turned").final()["CLS"] == 0
    assert shop.recorded("banner 200 px").final()["CLS"] > 0.25
    both = shop.recorded("image 3000 ms, banner 200 px").final()
    assert both["LCP"] < 3000 < shop.recorded("image 3000 ms").final()["LCP"]


def test_every_visit_sends_one_beacon_and_who_comes_back_two():
    for name, visit in recorded_visits().items():
        counted = [beacon for beacon in visit.beacons if beacon.kind == "vitals"]
        assert len(counted) == (2 if name == "hidden, and back" else 1)


def test_who_comes_back_reports_cls_again_with_the_same_id():
    sent = [row for row in shop.recorded("hidden, and back").sent if row["name"] == "CLS"]
    assert [row["seq"] for row in sent] == [1, 2]
    assert len({row["id"] for row in sent}) == 1
    assert sent[0]["value"] == 0 < sent[1]["value"]
    assert sum(row["delta"] for row in sent) == pytest.approx(sent[1]["value"])


def test_the_recording_says_by_what_it_was_made_and_its_script_is_there():
    assert "Chromium" in where_from()
    script = RECORDED["how"].split()[-1]
    assert (ROOT / script).is_file()
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]["web-vitals"]
    assert RECORDED["library"] == f"web-vitals {pinned}"


def test_an_unknown_recorded_visit_names_the_known_ones():
    with pytest.raises(ValueError, match="no knob turned"):
        shop.recorded("no knob")


def visit(number, **values):
    made = Visit(number, Knobs())
    made.live.extend(
        {"name": name, "id": f"{name}-{number}", "seq": 1, "value": value, "delta": value}
        for name, value in values.items()
    )
    return made


def test_a_panel_has_the_limits_and_what_this_visit_is_worth():
    shown = {panel["name"]: panel for panel in panels([visit(1, LCP=900.0), visit(2, LCP=2600.0)])}
    assert list(shown) == list(NAMES)
    lcp = shown["LCP"]
    assert lcp["limits"] == ["2500 ms", "4000 ms"]
    assert (lcp["now"]["text"], lcp["now"]["word"]) == ("2600 ms", "needs improvement")
    assert lcp["before"]["text"] == "900 ms"
    assert 0 < lcp["before"]["at"] < lcp["good"] < lcp["now"]["at"] < lcp["poor"] < 1
    assert "This visit: 2600 ms, needs improvement. The visit before: 900 ms." in lcp["sentence"]
    assert shown["INP"]["now"] is None
    assert "Not reported yet." in shown["INP"]["sentence"]


def test_every_value_lies_inside_its_panel():
    huge = panels([visit(1, LCP=90_000.0), visit(2, LCP=10.0)])[2]
    assert huge["now"]["at"] < huge["before"]["at"] < 1


def test_a_p75_needs_four_visits():
    visits = [visit(n, CLS=n / 100) for n in range(1, 5)]
    assert panels(visits[:3])[3]["p75"] is None
    assert panels(visits)[3]["p75"]["value"] == 0.03


def test_the_table_says_what_the_panels_say():
    assert rows([visit(1, LCP=2600.0)]) == [
        ["1", "no knob turned", "-", "-", "2600 ms △", "-", "-", "0"]
    ]
    assert "△ needs improvement" in table([visit(1, LCP=2600.0)])


# ---- The demo ------------------------------------------------------------------------------


@pytest.fixture
def displays(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    return shown


def test_without_a_front_end_recorded_beacons_are_replayed_and_it_says_so(displays, monkeypatch):
    monkeypatch.setenv("COURSE_HEADLESS", "1")
    demo = VitalsDemo()
    demo._ipython_display_()
    (bundle,) = displays
    assert list(bundle) == ["text/plain"]
    assert "These beacons are replayed" in bundle["text/plain"]
    assert "no browser" in bundle["text/plain"]
    assert demo.server is None
    assert [v.number for v in demo.visits] == list(range(1, 8))


async def opened(demo, *messages):
    demo._ipython_display_()
    for message in messages:
        demo._view._on_message(None, message, [])
        await asyncio.sleep(0.05)
    return demo._view


def live(monkeypatch, library, *messages, after=lambda demo, view: None):
    monkeypatch.delenv("COURSE_HEADLESS", raising=False)
    monkeypatch.setattr(demo_module, "find_library", lambda: library)

    async def go():
        demo = VitalsDemo()
        try:
            view = await opened(demo, *messages)
            return after(demo, view)
        finally:
            demo.close()

    return asyncio.run(go())


def test_without_the_library_it_says_how_to_get_it_and_replays(displays, monkeypatch):
    def seen(demo, view):
        assert "npm install web-vitals" in view.frame.replay
        assert "replayed" in view.frame.replay
        assert view.frame.visit == {}
        assert view.frame.panels[0]["now"]["text"].endswith("ms")
        assert view.frame.said.startswith("Visit 1: server 900 ms")

    live(monkeypatch, None, {"do": "replay", "name": "server 900 ms"}, after=seen)


def test_in_a_kernel_without_sockets_it_replays(displays, monkeypatch):
    def seen(demo, view):
        assert view.frame.replay.startswith(demo_module.NO_SOCKETS)
        assert demo.server is None

    monkeypatch.setattr(demo_module, "can_serve", lambda: False)
    live(monkeypatch, None, after=seen)


def test_with_the_library_the_page_is_served_and_the_first_visit_begins(
    displays, monkeypatch, tmp_path
):
    def seen(demo, view):
        assert view.frame.port == demo.server.port
        assert view.frame.visit == {
            "number": 2,
            "query": "visit=2&server=900&image=0&banner=0&block=0",
            "delay": 900,
        }
        assert view.frame.replay == ""
        # What the panels said was about the visit before.
        assert [row[0] for row in view.frame.rows] == ["1", "2"]
        assert view.frame.said == "Visit 2: server 900 ms. Nothing reported yet."

    messages = ({"do": "set", "knob": "server", "value": 900}, {"do": "run"})
    live(monkeypatch, tmp_path / "x.js", *messages, after=seen)


def test_a_page_that_never_loads_is_told_with_what_to_do(displays, monkeypatch, tmp_path):
    def seen(demo, view):
        assert view.frame.replay.startswith("No answer.")
        assert "jupyter-server-proxy" in view.frame.replay
        assert view.controls.layout.display == "none"
        assert view.controls.phase == "ready"

    live(monkeypatch, tmp_path / "x.js", {"do": "lost", "why": "No answer."}, after=seen)


def test_a_refused_knob_is_a_sentence(displays, monkeypatch, tmp_path):
    def seen(demo, view):
        assert "between 0 and 3000" in view.controls.alert
        assert demo.knobs == Knobs()

    message = {"do": "set", "knob": "server", "value": 99_999}
    live(monkeypatch, tmp_path / "x.js", message, after=seen)


def test_beacons_of_the_server_reach_the_view(displays, monkeypatch, tmp_path):
    import httpx

    async def go():
        demo = VitalsDemo()
        view = await opened(demo)
        row = {"name": "LCP", "id": "v", "seq": 1, "value": 3048, "delta": 3048}
        url = f"{demo.server.url}/live?{view.frame.visit['query']}"
        async with httpx.AsyncClient() as http:
            await http.post(url, content=json.dumps({"metrics": [row]}))
        for _ in range(200):
            if view.frame.panels[2]["now"]:
                break
            await asyncio.sleep(0.01)
        shown = view.frame.panels[2]["now"]["text"], demo.visits[-1].now()
        demo.close()
        return shown

    monkeypatch.delenv("COURSE_HEADLESS", raising=False)
    monkeypatch.setattr(demo_module, "find_library", lambda: tmp_path / "x.js")
    assert asyncio.run(go()) == ("3048 ms", {"LCP": 3048.0})
