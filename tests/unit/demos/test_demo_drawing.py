"""A drawing: the same shapes for the browser, for matplotlib and as text; frames of a Measured."""

import asyncio
import re
from pathlib import Path

import pytest

import course_lib.demos
from course_lib import Knob, Measured
from course_lib.demos.drawing import AXIS, LOOKS, Box, Curve, Drawing, Rule, Words, stack
from course_lib.demos.measured import Frame

HERE = Path(course_lib.demos.__file__).parent


def sketch(title="Sketch"):
    shapes = (
        Box(10, 10, 50, 20, "lines", "a box"),
        Rule(0, 40, 90, 40, AXIS, dashed=True),
        Curve(((0, 0), (10, 20)), 1, marks=True),
        Words(5, 50, "words", bold=True),
    )
    return Drawing(title, 60, shapes, f"{title} as text")


def test_each_kind_of_box_has_a_colour_of_its_own_and_a_style_in_the_browser():
    css, script = (HERE / "measured.css").read_text(), (HERE / "measured.js").read_text()
    assert len({look.colour for look in LOOKS.values()}) == len(LOOKS)
    for kind, look in LOOKS.items():
        assert f".course-box-{kind} " in css
        assert (f'{kind}: "{look.tile}"' in script) == bool(look.tile)
    # The patterns tell apart what the colours do.
    patterns = [look.tile for look in LOOKS.values() if look.tile]
    assert len(set(patterns)) == len(patterns)


def test_the_browser_gets_every_shape():
    wire = sketch().to_dict()
    assert [shape[0] for shape in wire["shapes"]] == ["box", "rule", "curve", "words"]
    assert wire["text"] == "Sketch as text"
    with pytest.raises(TypeError, match="no shape of a drawing"):
        Drawing("x", 1, ("nonsense",), "").to_dict()


def test_a_stack_lies_below_one_another():
    both = stack("Both", [sketch("First"), sketch("Second")])
    assert both.height == 120
    assert both.text == "First as text\n\nSecond as text"
    tops = [shape.y for shape in both.shapes if isinstance(shape, Words)]
    assert tops == [50, 110]


def test_it_shows_as_a_picture_with_its_text():
    data, metadata = sketch()._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png"}
    assert metadata["image/png"]["width"] == 760
    assert repr(sketch()) == "Sketch as text"


async def framed(*, n):
    return Frame([{"what": "files", "n": n}], sketch(), f"{n} files")


async def working(*, n):
    for i in range(n):
        await asyncio.sleep(0.01)
        yield Frame(said="at work", done=i / n)
    yield Frame([{"what": "files", "n": n}], said="done")


def measured(**options):
    runs = {"framed": framed, "working": working}
    return Measured("Files", runs, knobs=[Knob("n", 2, 1, 9)], **options)


def test_a_frame_adds_a_picture_and_a_sentence_to_the_rows():
    assert measured(live_only=["working"]).text() == (
        "Files\n\nframed\nwhat   n\nfiles  2\n\nSketch as text\n\n2 files\n\n"
        "Measured in real time, in JupyterLab: press Run (working)."
    )


def test_the_last_frame_counts():
    table = measured().table("working")
    assert (table.done, table.said) == (None, "done")
    assert table.to_dict()["done"] is None


def test_the_copy_has_the_pictures(monkeypatch):
    import IPython.display

    shown = []
    monkeypatch.setenv("COURSE_HEADLESS", "1")
    monkeypatch.setattr(IPython.display, "display", lambda *a, **k: shown.append((a, k)))
    measured()._ipython_display_()
    (((bundle,), options),) = shown
    assert set(bundle) == {"text/plain", "image/png"}
    assert options["metadata"]["image/png"]["width"] == 760


def test_a_run_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=re.escape("workin")):
        measured(follow="workin")
    with pytest.raises(ValueError, match="frames"):
        measured(live_only=["frames"])


def test_a_quick_run_follows_the_knobs():
    from course_lib.demos.measured_view import MeasuredView

    async def turn():
        demo = measured(follow="framed")
        view = MeasuredView(demo)
        demo._view = view
        await asyncio.sleep(0.05)
        await view._runs.idle.wait()
        first = view.tables.tables[0]["said"]
        demo.set(n=5)
        assert view.tables.state == "empty"
        await asyncio.sleep(0.05)
        await view._runs.idle.wait()
        second = view.tables.tables[0]["said"]
        state = view.tables.state
        view.close()
        return first, second, state

    assert asyncio.run(turn()) == ("2 files", "5 files", "done")
