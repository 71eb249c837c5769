"""A drawing: boxes, lines and words in pixels; live as SVG, in stored copies as PNG, and as text.

Boxes tell their kinds apart by pattern as well as by colour, so a drawing can be read without
colours. The text twin says all that the picture does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from course_lib.timeline.layout import AXIS, BAD, GRID, INKS, TEXT, Rule, Words
from course_lib.timeline.png import with_png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 760.0
__all__ = ["AXIS", "BAD", "GRID", "TEXT", "WIDTH", "Box", "Curve", "Drawing", "Rule", "Words",
           "stack"]  # fmt: skip


@dataclass(frozen=True)
class Look:
    """Fill, outline and pattern of a kind of box: `hatch` for matplotlib, `tile` for SVG."""

    colour: str
    ink: str
    hatch: str = ""
    tile: str = ""


# Okabe and Ito's colours, made light where words stand on them; `drawing` in measured.js and
# measured.css has the same for the browser.
LOOKS: Mapping[str, Look] = {
    "plain": Look("#BFE0F5", "#0A5A8C"),
    "lines": Look("#F7E0B0", "#7A5200", "//", "M0 8L8 0"),
    "dots": Look("#CDE8DD", "#00573F", "..", "M2 4h.1M6 8h.1"),
    "cross": Look("#EBD3E1", "#7B2D59", "xx", "M0 0L8 8M0 8L8 0"),
    "quiet": Look("#E6E8EB", "#5A6068"),
    "bad": Look("#F6C9B0", "#B23C06", "\\\\", "M0 0L8 8"),
}
LINE_COLOURS = ("#0072B2", "#007A5A", "#7B2D59")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a kind (a key of LOOKS); `said` is what a pointer over it is told."""

    x: float
    y: float
    width: float
    height: float
    kind: str = "plain"
    said: str = ""

    def draw(self, axes: Axes, order: int) -> None:
        """As matplotlib draws it."""
        from matplotlib.patches import Rectangle

        look = LOOKS[self.kind]
        box = Rectangle((self.x, self.y), self.width, self.height, facecolor=look.colour,
                        edgecolor=look.ink, linewidth=0.8, hatch=look.hatch or None,
                        zorder=order)  # fmt: skip
        axes.add_patch(box)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points, with a mark on each if there are few; `look` is 0, 1 or 2."""

    points: tuple[tuple[float, float], ...]
    look: int = 0
    marks: bool = False

    def draw(self, axes: Axes, order: int) -> None:
        """As matplotlib draws it."""
        xs, ys = zip(*self.points, strict=True)
        mark = "os^"[self.look] if self.marks else None
        axes.plot(xs, ys, color=LINE_COLOURS[self.look], linewidth=1.6, marker=mark, markersize=4,
                  zorder=order)  # fmt: skip


@dataclass(frozen=True)
class Drawing:
    """Shapes from back to front on a sheet of `width` by `height` pixels, and the same as text."""

    title: str
    height: float
    shapes: Sequence[Box | Curve | Rule | Words]
    text: str
    width: float = WIDTH

    def __repr__(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, for the browser."""
        shapes = [_wire(shape) for shape in self.shapes]
        return {"title": self.title, "width": self.width, "height": self.height,
                "shapes": shapes, "text": self.text}  # fmt: skip

    def png(self) -> bytes:
        """The picture; raises ImportError where matplotlib is not installed."""
        from course_lib.timeline.sheet import sheet

        return sheet(self.width, self.height, self.shapes)

    def bundle(self) -> dict[str, str]:
        """The MIME bundle: text, and PNG (base64) where matplotlib is installed."""
        return with_png(self.text, self.png)

    @property
    def metadata(self) -> dict[str, Any]:
        """For the display: the PNG is shown in the size of the layout."""
        return {"image/png": {"width": int(self.width)}}

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        return self.bundle(), self.metadata


def stack(title: str, drawings: Iterable[Drawing]) -> Drawing:
    """Drawings below one another, as one."""
    shapes: list[Any] = []
    texts, top = [], 0.0
    for drawing in drawings:
        shapes += [_moved(shape, top) for shape in drawing.shapes]
        texts.append(drawing.text)
        top += drawing.height
    return Drawing(title, top, tuple(shapes), "\n\n".join(texts))


def _moved(shape: Any, down: float) -> Any:
    if isinstance(shape, Rule):
        return replace(shape, y1=shape.y1 + down, y2=shape.y2 + down)
    if isinstance(shape, Curve):
        return replace(shape, points=tuple((x, y + down) for x, y in shape.points))
    return replace(shape, y=shape.y + down)


def _wire(shape: Any) -> list[Any]:
    match shape:
        case Box():
            place = [round(n, 1) for n in (shape.x, shape.y, shape.width, shape.height)]
            return ["box", *place, shape.kind, shape.said]
        case Rule():
            place = [round(n, 1) for n in (shape.x1, shape.y1, shape.x2, shape.y2)]
            return ["rule", *place, INKS[shape.colour], shape.width, shape.dashed]
        case Curve():
            points = [[round(x, 1), round(y, 1)] for x, y in shape.points]
            return ["curve", points, shape.look, shape.marks]
        case Words():
            place = [round(shape.x, 1), round(shape.y, 1), shape.text, shape.size]
            return ["words", *place, shape.anchor, shape.bold, INKS[shape.colour]]
    raise TypeError(f"{shape!r} is no shape of a drawing.")
