"""Shapes on a sheet of pixels as PNG, drawn by matplotlib, which is imported only then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from course_lib.timeline.layout import PAPER, TEXT, Box, Frame, Glyph, Rule, Words
from course_lib.timeline.png import pixels, small_png
from course_lib.timeline.states import BY_KEY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Pixels of the PNG for each pixel of the layout: sharp on dense screens, small on disk.
_DENSITY = 2


def sheet(width: float, height: float, shapes: Iterable[object]) -> bytes:
    """The shapes, from back to front, on a sheet of `width` by `height` pixels.

    Leaves nothing in pyplot. Raises ImportError where matplotlib is not installed.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # A learner's own style must not reach the picture.
    with rc_context({"font.family": ["DejaVu Sans"], "hatch.linewidth": 0.9, "path.snap": True}):
        figure = Figure(figsize=(width / 100, height / 100), dpi=100 * _DENSITY)
        canvas = FigureCanvasAgg(figure)
        figure.patch.set_facecolor(PAPER)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.axis("off")
        for order, shape in enumerate(shapes):
            draw(axes, shape, order)
        canvas.draw()
    return small_png(pixels(canvas))


def draw(axes: Axes, shape: object, order: int) -> None:
    """Put one shape on the sheet; those of a higher `order` lie above it.

    A shape of another room brings a method `draw(axes, order)`.
    """
    from matplotlib.patches import FancyBboxPatch, Rectangle
    from matplotlib.patheffects import withStroke

    match shape:
        case Box(faint=True):
            state = BY_KEY[shape.state]
            box = ((shape.x, shape.y), shape.width, shape.height)
            look = {"facecolor": state.colour, "edgecolor": state.ink, "linewidth": 0}
            axes.add_patch(Rectangle(*box, hatch=state.hatch[:2], alpha=0.2, zorder=order, **look))
        case Box():
            state = BY_KEY[shape.state]
            box = ((shape.x, shape.y), shape.width, shape.height)
            style = f"round,pad=0,rounding_size={min(2.5, shape.width / 2):.2f}"
            look = {"facecolor": state.colour, "edgecolor": state.ink, "linewidth": 0.7}
            axes.add_patch(
                FancyBboxPatch(*box, style, hatch=state.hatch or None, zorder=order, **look)
            )
        case Frame():
            box = ((shape.x, shape.y), shape.width, shape.height)
            look = {"fill": False, "edgecolor": shape.colour, "linewidth": 1.0}
            axes.add_patch(Rectangle(*box, linestyle=(0, (4, 3)), zorder=order, **look))
        case Rule():
            dash = (0, (4.3, 2.9)) if shape.dashed else "-"
            xs, ys = (shape.x1, shape.x2), (shape.y1, shape.y2)
            look = {"color": shape.colour, "linewidth": shape.width * 0.72}
            axes.plot(xs, ys, linestyle=dash, zorder=order, solid_capstyle="butt", **look)
        case Glyph():
            for stroke in BY_KEY[shape.state].strokes:
                xs = [shape.x + x * shape.size for x, _ in stroke]
                ys = [shape.y + y * shape.size for _, y in stroke]
                axes.plot(xs, ys, color=TEXT, linewidth=1.1, zorder=order)
        case Words():
            seam = [withStroke(linewidth=2.2, foreground=PAPER)]
            align = {"start": "left", "middle": "center", "end": "right"}[shape.anchor]
            axes.text(
                shape.x,
                shape.y,
                # A dollar sign would begin a formula.
                shape.text.replace("$", r"\$"),
                fontsize=shape.size * 0.72,
                color=shape.colour,
                fontweight="bold" if shape.bold else "normal",
                horizontalalignment=align,
                verticalalignment="center",
                path_effects=seam,
                zorder=order,
            )
        case _:
            shape.draw(axes, order)
