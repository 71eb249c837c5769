"""The static copies: well-formed, escaped, the same every time, and nothing left in pyplot."""

import base64
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from course_lib.timeline import static_bundle, trace_html, trace_png, trace_svg
from course_lib.timeline.layout import WIDTH, Box, Frame, Rule, Words, lay_out
from course_lib.tracing import Mark, Span, Trace

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("x")</script> & \x1b \ud800'


def span(id, name, start, end, status="ok", kind="call", **more):
    return Span(id, name, kind, start, end, status, **more)


WATERFALL = Trace([span(0, "a", 0, 0.2), span(1, "b", 0.2, 0.6)], [Mark("returned", 0.6)], 0.6)
FAILURE = Trace(
    [
        span(0, "a", 0, 0.5),
        span(1, "b", 0, 0.3, "failed", error="ConnectionError", detail="down"),
        span(2, "c", 0, 0.4, "cancelled", cancelled_at=0.3),
        span(3, "time.sleep", 0.1, 0.2, kind="blocked"),
        span(4, "time.sleep", 0.2, 0.25, kind="blocked"),
    ],
    [Mark("raised", 0.3)],
    0.3,
)
BAD = Trace(
    [span(0, EVIL, 0, 1, "failed", args=(EVIL,), error=EVIL, detail=EVIL)], [Mark(EVIL, 1, EVIL)], 1
)
ALL = {"waterfall": WATERFALL, "failure": FAILURE, EVIL: BAD, "empty": Trace()}


def test_the_svg_is_well_formed_and_describes_itself():
    root = ET.fromstring(trace_svg(ALL, ideal=0.4, title=EVIL))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert "took 0.600 s; the ideal is 0.400 s" in root.find(f"{SVG}desc").text
    assert not list(root.iter(f"{SVG}script"))


def test_every_pattern_that_the_svg_names_is_there():
    root = ET.fromstring(trace_svg(ALL))
    defined = {pattern.get("id") for pattern in root.iter(f"{SVG}pattern")}
    used = {
        node.get("fill")[5:-1]
        for node in root.iter()
        if (node.get("fill") or "").startswith("url(#")
    }
    assert used
    assert used <= defined


def test_two_pictures_in_one_page_share_no_names():
    one, other = (ET.fromstring(trace_svg({"x": t})) for t in (WATERFALL, FAILURE))
    ids = [{node.get("id") for node in root.iter(f"{SVG}pattern")} for root in (one, other)]
    assert not ids[0] & ids[1]


def test_the_html_is_escaped_and_says_every_row():
    fragment = trace_html(ALL, ideal=0.4, title=EVIL)
    assert "<script" not in fragment
    assert "&lt;script&gt;" in fragment
    root = ET.fromstring(trace_html({"failure": FAILURE}))
    rows = [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]
    assert rows[2] == ["b()", "0.000 s", "0.300 s", "✗ failed", "ConnectionError; down"]
    assert root.find("table/caption").text == (
        "failure: raised after 0.300 s; 2 still running after the end; "
        "the loop was blocked for 0.150 s"
    )


def test_the_png_shows_something_of_the_right_size():
    from io import BytesIO

    from PIL import Image

    image = Image.open(BytesIO(trace_png({"failure": FAILURE}, ideal=0.3)))
    assert image.size[0] == 2 * WIDTH
    colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20)}
    # Failed, cancelled, ok and blocked, give or take what the palette did.
    for wanted in ((0xD5, 0x5E, 0), (0xCC, 0x79, 0xA7), (0, 0x9E, 0x73), (0xE6, 0x9F, 0)):
        assert min(sum(abs(a - b) for a, b in zip(wanted, c, strict=True)) for c in colours) < 12


def test_the_same_trace_gives_the_same_files():
    for make in (trace_png, trace_svg, trace_html, static_bundle):
        assert make({"f": FAILURE}, ideal=0.3) == make({"f": FAILURE}, ideal=0.3)


def test_a_picture_is_small_enough_to_be_stored_in_a_notebook():
    assert len(trace_png({"before": WATERFALL, "after": FAILURE}, ideal=0.4)) < 80_000


def test_control_characters_and_formulas_do_not_break_the_png():
    assert trace_png({"$x^2": BAD}, title="$\\frac").startswith(b"\x89PNG")


def test_neither_import_nor_drawing_touches_pyplot():
    code = """if True:
        import sys
        import course_lib.timeline
        from course_lib.timeline.static import trace_png
        assert not {"matplotlib", "anywidget", "ipywidgets"} & set(sys.modules)
        from course_lib.tracing import Trace
        assert trace_png({"x": Trace(ended=1.0)}).startswith(b"\\x89PNG")
        assert "matplotlib.pyplot" not in sys.modules
        print("clean")
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("clean\n", "")


def test_the_bundle_has_the_picture_and_the_words():
    bundle = static_bundle({"before": WATERFALL}, ideal=0.4, title="Account page")
    assert set(bundle) == {"image/png", "text/plain"}
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"].startswith("Account page\n\nbefore\na()")


def test_without_matplotlib_the_bundle_has_an_svg(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    bundle = static_bundle({"before": WATERFALL})
    assert set(bundle) == {"image/svg+xml", "text/plain"}
    ET.fromstring(bundle["image/svg+xml"])


@pytest.mark.parametrize("ideal", [None, 0.0, 0.3, 5.0])
def test_everything_lies_on_the_sheet(ideal):
    many = Trace([span(i, "x" * 60, i / 50, 1 + i / 50, args=(i,)) for i in range(60)], ended=1)
    picture = lay_out({**ALL, "many": many}, ideal=ideal, title="t")
    for shape in picture.shapes:
        match shape:
            case Box() | Frame():
                assert 0 <= shape.x <= shape.x + shape.width <= WIDTH
                assert 0 <= shape.y <= shape.y + shape.height <= picture.height
            case Rule():
                assert 0 <= shape.x1 <= WIDTH
                assert 0 <= shape.y2 <= picture.height
            case Words():
                assert 0 <= shape.x <= WIDTH
                assert 0 <= shape.y <= picture.height


def test_labels_end_before_the_bars_begin():
    from course_lib.timeline.layout import wide

    trace = Trace([span(0, "W" * 200, 0, 1), span(1, "W" * 200, 0, 1, parent=0)])
    picture = lay_out({"x": trace})
    left = min(shape.x for shape in picture.shapes if isinstance(shape, Box) and shape.x > 100)
    labels = [s for s in picture.shapes if isinstance(s, Words) and s.text.startswith("WW")]
    assert len(labels) == 2
    assert all(s.x + wide(s.text, s.size) <= left for s in labels)


def test_what_ran_past_the_end_is_framed():
    frames = [s for s in lay_out({"f": FAILURE}).shapes if isinstance(s, Frame)]
    assert len(frames) == 2
    assert not [s for s in lay_out({"w": WATERFALL}).shapes if isinstance(s, Frame)]
