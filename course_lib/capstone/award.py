"""A certificate of what was measured: the board's rows, as a picture and as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course_lib.capstone.board import Scoreboard
from course_lib.timeline.png import pixels, small_png, with_png

_WIDTH, _ROW = 760, 30


def certificate(board: Scoreboard, name: str = "") -> Certificate:
    """The certificate of a board; `name` is whose it is, and may be left out.

    While a promise is not kept it says which, and has no picture.
    """
    return Certificate(board, " ".join(str(name).split())[:60])


@dataclass(frozen=True)
class Certificate:
    """Prints as text; in a notebook it is a picture with the same text beside it."""

    board: Scoreboard
    name: str

    @property
    def complete(self) -> bool:
        """Whether all promises are kept."""
        return self.board.kept == len(self.board.rows)

    def text(self) -> str:
        """A line a pattern: before, then yours; or what is still to be done."""
        if not self.complete:
            still = [f"{m.lesson}. {m.pattern}" for m, _, now in self.board.rows if not now.good]
            return f"Not yet. {self.board.sentence()} Still open: {', '.join(still)}."
        whose = f" for {self.name}" if self.name else ""
        lines = [f"Fix Patterns: what was measured on Friday{whose}", ""]
        for measure, old, now in self.board.rows:
            lines.append(f"{measure.lesson}. {measure.pattern}: {measure.what}")
            lines.append(f"   {old.text} -> {now.text}")
        lines += ["", f"{self.board.requests} customers, one seed, one virtual clock. Measured"]
        lines[-1] += " by the service itself; nobody graded it."
        return "\n".join(lines)

    __str__ = __repr__ = text

    def png(self) -> bytes:
        """The picture; raises ImportError where matplotlib is not installed."""
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        height = 150 + _ROW * 2 * len(self.board.rows)
        with rc_context({"font.family": ["DejaVu Sans"]}):
            figure = Figure((_WIDTH / 100, height / 100), dpi=200, facecolor="white")
            canvas = FigureCanvasAgg(figure)
            axes = figure.add_axes((0, 0, 1, 1))
            axes.set_xlim(0, _WIDTH)
            axes.set_ylim(height, 0)
            axes.axis("off")
            self._draw(axes, height)
            canvas.draw()
        return small_png(pixels(canvas))

    def _draw(self, axes: Any, height: int) -> None:
        def write(x: float, y: float, text: str, size: float, **look: Any) -> None:
            # A dollar sign would begin a formula.
            plain = text.replace("$", r"\$")
            axes.text(x, y, plain, fontsize=size, va="center", color="#1F2328", **look)

        axes.plot((40, _WIDTH - 40), (76, 76), color="#0072B2", linewidth=2)
        write(40, 34, "Fix Patterns", 17, fontweight="bold")
        write(40, 60, f"What was measured on Friday{f' for {self.name}' * bool(self.name)}", 10)
        for place, (measure, old, now) in enumerate(self.board.rows):
            y = 104 + place * _ROW * 2
            write(40, y, f"{measure.lesson}. {measure.pattern}", 10, fontweight="bold")
            write(250, y, measure.what, 9)
            write(250, y + 21, old.text, 9)
            write(470, y + 21, f"→  {now.text}", 9, fontweight="bold")
        last = f"{self.board.requests} customers, one seed, one virtual clock. Nobody graded it."
        write(40, height - 26, last, 8)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        if not self.complete:
            return {"text/plain": self.text()}
        return with_png(self.text(), self.png)
