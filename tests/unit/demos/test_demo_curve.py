"""A curve counts good pages at each position of a knob, and says what it shows."""

import base64

import pytest

from course_lib.demos import Demo, Knob
from course_lib.services import Service, Services
from course_lib.timeline import png
from course_lib.timeline.png import NO_PICTURE


async def both(api):
    return [await api.first(), await api.second()]


async def nothing(api):
    return []


@pytest.fixture
def demo():
    services = Services(Service("first", 0.1, lambda: 1), Service("second", 0.2, lambda: 2))
    return Demo(
        "Two calls", services=services, variants={"both": both, "nothing": nothing},
        knobs=[Knob.failure(0.1), "seed"],
    )  # fmt: skip


def test_each_point_is_so_many_runs_at_one_position(demo):
    curve = demo.curve("failure", [0.0, 0.5, 1.0], runs=50)
    points = curve.lines["both"]
    assert [point.at for point in points] == [0.0, 0.5, 1.0]
    assert [point.runs for point in points] == [50] * 3
    assert points[0].rate == 1.0
    assert points[2].rate == 0.0
    assert points[1].interval[0] <= 0.25 <= points[1].interval[1]
    assert all(point.rate == 1.0 for point in curve.lines["nothing"])
    assert demo.settings["failure"] == 0.1


def test_the_ruler_is_drawn_for_the_variants_that_have_a_formula(demo):
    curve = demo.curve("failure", [0.5], runs=10, expected={"both": lambda failure: failure**2})
    assert curve.lines["both"][0].expected == 0.25
    assert curve.lines["nothing"][0].expected is None
    assert "formula" in curve.text()


def test_a_page_can_be_judged_by_what_it_returned(demo):
    curve = demo.curve("failure", [0.0], runs=5, good=len, what="pages with something")
    assert curve.lines["both"][0].rate == 1.0
    assert curve.lines["nothing"][0].rate == 0.0


def test_the_table_says_what_the_picture_shows(demo):
    curve = demo.curve("failure", [0.0], runs=20)
    assert str(curve).splitlines() == [
        "Two calls: 20 seeded runs a point",
        "variant  Failure probability  pages that succeed  95 % interval",
        "both     0                    100.0 %             83.9 % to 100.0 %",
        "nothing  0                    100.0 %             83.9 % to 100.0 %",
    ]
    bundle, metadata = curve._repr_mimebundle_()
    assert bundle["text/plain"] == str(curve)
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["width"] > 0


def test_an_unknown_knob_or_a_bad_position_is_a_sentence(demo):
    with pytest.raises(ValueError, match="failure"):
        demo.curve("failur", [0.0])
    with pytest.raises(ValueError, match="must lie between"):
        demo.curve("failure", [1.5])


def test_without_a_chart_library_the_table_is_left(demo, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    bundle, _ = demo.curve("failure", [0.0], runs=5)._repr_mimebundle_()
    assert set(bundle) == {"text/plain"}
    assert bundle["text/plain"].endswith(f"\n\n{NO_PICTURE}")
    monkeypatch.setattr(png, "in_browser", lambda: True)
    bundle, _ = demo.curve("failure", [0.0], runs=5)._repr_mimebundle_()
    assert "matplotlib is not part of this site" in bundle["text/plain"]
