"""The graph beside the timeline: its arrows are knobs, its critical path is marked in both."""

import asyncio
import base64
from io import BytesIO

import pytest

from course_lib import Demo, Graph, Service, Services
from course_lib.demos.graph import Graph as PureGraph
from course_lib.demos.graph import graph_text, lay_out, marked
from course_lib.demos.graph_view import graph_picture
from course_lib.services.graph import critical_path
from course_lib.tracing import Span, Trace

NEEDS = {"end": ("left", "start"), "left": ("start",), "start": (), "alone": ()}
DELAYS = {"end": 0.1, "left": 0.3, "start": 0.2, "alone": 0.5}


async def in_order(api, *, graph):
    for name in ("start", "left", "alone", "end"):
        if name in graph:
            await getattr(api, name)()


def demo(**options):
    services = Services(*(Service(name, delay) for name, delay in DELAYS.items()))
    options = {"graph": Graph(NEEDS, maybe={"start": ("alone",)}), "knobs": []} | options
    return Demo("Graph", services=services, variants={"in order": in_order}, **options)


def test_each_arrow_is_a_knob_and_arrows_to_draw_begin_undrawn():
    knobs = {knob.name: knob.value for knob in Graph(NEEDS, maybe={"start": ("alone",)}).knobs()}
    assert knobs == {
        "end_needs_left": "yes",
        "end_needs_start": "yes",
        "left_needs_start": "yes",
        "start_needs_alone": "no",
    }


def test_the_ideal_follows_arrows_and_delays():
    page = demo()
    assert page.outcome("in order").ideal == 0.6  # start, left, end
    assert page.outcome("in order", left=0.1).ideal == 0.5  # alone
    assert page.outcome("in order", start_needs_alone="yes").ideal == 1.1
    assert page.outcome("in order", end_needs_left="no").ideal == 0.5
    assert page.outcome("in order").ideal == 0.6


def test_a_given_ideal_wins_and_may_name_the_graph():
    page = demo(ideal=lambda graph, delays: delays["start"] + len(graph))
    assert page.outcome("in order").ideal == 4.2


def test_variants_get_the_graph_as_the_knobs_stand():
    seen = []

    async def look(api, *, graph):
        seen.append(graph)
        await api.start()

    services = Services(*(Service(name, delay) for name, delay in DELAYS.items()))
    page = Demo("Graph", services=services, variants={"look": look}, graph=Graph(NEEDS))
    page.run("look", end_needs_start="no")
    assert seen == [{"end": ("left",), "left": ("start",), "start": (), "alone": ()}]


def test_a_knob_that_closes_a_circle_is_refused_and_changes_nothing():
    two = Graph({"a": (), "b": ()}, maybe={"a": ("b",), "b": ("a",)})

    async def nothing(api):
        await asyncio.sleep(0)

    services = Services(Service("a", 0.1), Service("b", 0.2))
    page = Demo("Circle", services=services, variants={"nothing": nothing}, knobs=[], graph=two)
    page.set(a_needs_b="yes")
    with pytest.raises(ValueError, match=r"has a cycle: '[ab]' needs '[ab]', '[ab]' needs '[ab]'"):
        page.set(b_needs_a="yes")
    assert page.settings["b_needs_a"] == "no"
    assert page.outcome("nothing").ideal == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("needs", "sentence"),
    [
        ({"a": ("a",)}, "'a' needs itself"),
        ({"a": ("b",), "b": ("a",)}, "has a cycle"),
        ({"a": ("usr",), "user": ()}, "no node called 'usr'.*user"),
        ({"a": "bc", "bc": ()}, r"write \('bc',\)"),
        ({f"n{i}": () for i in range(41)}, "41 calls"),
    ],
)
def test_a_graph_that_cannot_be_shown_is_one_plain_sentence(needs, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        PureGraph(needs)
    assert "\n" not in str(caught.value)


def test_a_million_node_chain_is_refused_by_a_sentence():
    chain = {f"n{i}": ((f"n{i - 1}",) if i else ()) for i in range(1_000_000)}
    with pytest.raises(ValueError, match="1,000,000 nodes"):
        PureGraph(chain)


def test_a_graph_of_something_that_is_no_service_is_refused():
    with pytest.raises(ValueError, match="no service called 'usr'"):
        demo(graph=Graph({"usr": ()}))
    with pytest.raises(ValueError, match=r"graph must be Graph"):
        demo(graph={"start": ()})


def test_a_variant_that_names_graph_needs_one():
    with pytest.raises(ValueError, match="no knob called 'graph'"):
        demo(graph=None)


def test_the_text_twin_says_what_the_picture_shows():
    assert graph_text(NEEDS, DELAYS) == (
        "◆ end    0.100 s  needs left, start\n"
        "◆ left   0.300 s  needs start\n"
        "◆ start  0.200 s  needs nothing\n"
        "  alone  0.500 s  needs nothing\n"
        "The critical path is start, then left, then end: 0.600 s in all."
    )
    said = demo().text()
    assert graph_text(NEEDS, DELAYS) in said
    assert "◆ left()" in said
    assert "◆ alone()" not in said


def test_columns_are_levels_and_an_arrow_that_skips_one_goes_around_what_stands_there():
    drawing = lay_out(NEEDS, critical_path(NEEDS, DELAYS))
    at = {node.name: (node.x, node.y) for node in drawing.nodes}
    assert at["start"][0] == at["alone"][0] < at["left"][0] < at["end"][0]
    assert len(set(at.values())) == len(at)
    ways = {(arrow.start, arrow.end): arrow for arrow in drawing.arrows}
    assert len(ways[("start", "end")].points) == 3
    bend = ways[("start", "end")].points[1]
    assert bend[0] == at["left"][0]
    assert abs(bend[1] - at["left"][1]) > 40
    assert ways[("start", "left")].critical
    assert not ways[("start", "end")].critical
    for node in drawing.nodes:
        assert drawing.box / 2 <= node.x <= drawing.width - drawing.box / 2
        assert 0 < node.y < drawing.height


def test_a_chain_of_eight_still_fits_the_sheet():
    chain = {f"n{i}": ((f"n{i - 1}",) if i else ()) for i in range(8)}
    drawing = lay_out(chain)
    assert drawing.nodes[-1].x + drawing.box / 2 <= drawing.width
    steps = [b.x - a.x for a, b in zip(drawing.nodes, drawing.nodes[1:], strict=False)]
    assert min(steps) > drawing.box


def test_marking_a_trace_leaves_the_trace_itself_alone():
    trace = Trace([Span(0, "start", "call", 0.0, 0.2), Span(1, "alone", "call", 0.0, 0.5)])
    copy = marked(trace, critical_path(NEEDS, DELAYS))
    assert [span.name for span in copy.spans] == ["◆ start", "alone"]
    assert [span.name for span in trace.spans] == ["start", "alone"]


def test_before_the_prediction_the_picture_does_not_give_the_path_away():
    closed = graph_picture(NEEDS, DELAYS, answer=False)
    assert not closed["sentence"]
    assert not any(node[4] for node in closed["nodes"])
    assert not any(arrow[1] for arrow in closed["arrows"])
    assert {row[3] for row in closed["rows"]} == {""}
    shown = graph_picture(NEEDS, DELAYS)
    assert shown["sentence"].endswith("0.600 s in all.")
    assert [node[0] for node in shown["nodes"] if node[4]] == ["end", "left", "start"]


def test_the_static_copy_has_the_graph_above_the_timeline():
    from PIL import Image

    with_one = demo().static()
    png = Image.open(BytesIO(base64.b64decode(with_one["image/png"])))
    drawing = lay_out(NEEDS)
    assert png.width == 2 * drawing.width
    assert png.height > 2 * drawing.height
    assert with_one["text/plain"].startswith("Graph\n\n◆ end")


def test_the_live_view_shows_graph_and_timeline_and_follows_the_knobs():
    from course_lib.demos.view import View

    page = demo(predict="How long?")
    view = View(page)
    page._view = view
    assert view.graph.picture["sentence"] == ""
    page.skip()
    assert "start, then left, then end" in view.graph.picture["sentence"]
    page.set(left=0.0)
    assert "alone" in view.graph.picture["sentence"]
    view._make_room(page.settings)
    assert view.timeline.critical == ["alone"]
    assert view.timeline.ideal == 0.5
    kinds = [type(child).__name__ for child in (view.bundle() and view._box.children)]
    assert kinds == ["Controls", "GraphPicture", "Timeline", "Results"]
    page.close()


def test_a_demo_without_a_graph_has_no_graph_widget():
    from course_lib.demos.view import View

    async def one(api):
        await api.start()

    services = Services(Service("start", 0.1))
    view = View(Demo("Plain", services=services, variants={"one": one}))
    assert view.graph is None
    assert view.timeline.critical == []
    view.close()
