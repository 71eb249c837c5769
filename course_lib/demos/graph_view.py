"""The picture of a graph: live beside the timeline, and as PNG for the static copy."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

from course_lib.demos.graph import (
    HEIGHT,
    MARK,
    Drawing,
    graph_rows,
    lay_out,
    path_sentence,
)
from course_lib.services.graph import critical_path
from course_lib.timeline.png import pixels, small_png
from course_lib.tracing.text import seconds

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_HERE = File(__file__).parent
_DENSITY = 2
_TEXT, _QUIET, _CRITICAL, _TINT = "#1F2328", "#707680", "#0072B2", "#E3F0F8"


def graph_picture(
    needs: Mapping[str, tuple[str, ...]], took: Mapping[str, float], *, answer: bool = True
) -> dict[str, Any]:
    """What the browser draws, JSON-ready; without `answer` nothing tells the critical path."""
    path = critical_path(needs, took) if answer else None
    drawing = lay_out(needs, path)
    return {
        "width": drawing.width,
        "height": drawing.height,
        "box": [drawing.box, HEIGHT],
        "nodes": [
            [n.name, seconds(took[n.name]), round(n.x, 1), round(n.y, 1), n.critical]
            for n in drawing.nodes
        ],
        "arrows": [
            [[[round(x, 1), round(y, 1)] for x, y in a.points], a.critical, a.start, a.end]
            for a in drawing.arrows
        ],
        "sentence": path_sentence(path) if path else "",
        "rows": [list(row) for row in graph_rows(needs, took, path)],
    }


def graph_widget(title: str, picture: dict[str, Any]) -> Any:
    """The live picture; set its `picture` to draw another one.

    The root element has the class `course-graph`; a call has `data-call` and `data-critical`.
    """
    import anywidget
    import traitlets

    class GraphPicture(anywidget.AnyWidget):
        _esm = _HERE / "graph.js"
        _css = _HERE / "graph.css"
        heading = traitlets.Unicode("").tag(sync=True)
        picture = traitlets.Dict().tag(sync=True)

    return GraphPicture(heading=title, picture=picture)


def with_graph(
    png: bytes, needs: Mapping[str, tuple[str, ...]], took: Mapping[str, float]
) -> bytes:
    """A timeline's PNG with the picture of the graph above it."""
    from PIL import Image

    path = critical_path(needs, took)
    above = _draw(lay_out(needs, path), took)
    below = Image.open(BytesIO(png)).convert("RGB")
    sheet = Image.new("RGB", (max(above.width, below.width), above.height + below.height), "white")
    sheet.paste(above, (0, 0))
    sheet.paste(below, (0, above.height))
    return small_png(sheet)


def _draw(drawing: Drawing, took: Mapping[str, float]) -> Picture:
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyBboxPatch, Polygon

    # A learner's own style must not reach the picture.
    with rc_context({"font.family": ["DejaVu Sans"]}):
        size = (drawing.width / 100, drawing.height / 100)
        figure = Figure(figsize=size, dpi=100 * _DENSITY)
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, drawing.width)
        axes.set_ylim(drawing.height, 0)
        axes.axis("off")
        for arrow in drawing.arrows:
            colour, wide = (_CRITICAL, 2.2) if arrow.critical else (_QUIET, 1.0)
            xs, ys = zip(*arrow.points, strict=True)
            axes.plot(xs, ys, color=colour, linewidth=wide, solid_joinstyle="round")
            x, y = arrow.points[-1]
            head = [(x, y), (x - 9, y - 4.5), (x - 9, y + 4.5)]
            axes.add_patch(Polygon(head, facecolor=colour, edgecolor=colour))
        for node in drawing.nodes:
            left, top = node.x - drawing.box / 2, node.y - HEIGHT / 2
            style = "round,pad=0,rounding_size=5"
            look = {"facecolor": _TINT if node.critical else "white", "zorder": 3}
            look |= {"edgecolor": _CRITICAL, "linewidth": 2.2} if node.critical else {
                "edgecolor": _QUIET, "linewidth": 1.0}  # fmt: skip
            axes.add_patch(FancyBboxPatch((left, top), drawing.box, HEIGHT, style, **look))
            said = {"ha": "center", "va": "center", "color": _TEXT, "zorder": 4}
            weight = "bold" if node.critical else "normal"
            name = f"{MARK} {node.name}" if node.critical else node.name
            axes.text(node.x, node.y - 8, name, fontsize=8.6, fontweight=weight, **said)
            axes.text(node.x, node.y + 10, seconds(took[node.name]), fontsize=7.6, **said)
        canvas.draw()
    return pixels(canvas)
