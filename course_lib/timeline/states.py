"""How each state looks: colour AND pattern AND glyph, said once for every view.

The colours are the eight of Okabe and Ito, which people with the common forms
of colour blindness can tell apart (https://jfly.uni-koeln.de/color/). `ink` is
a dark companion for outlines and pattern lines: it keeps 3:1 against white
where the colour itself does not (WCAG 2.2, 1.4.11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from course_lib.tracing.text import GLYPHS

Stroke = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class State:
    """One state. `tile` is an SVG path in a square of 8; `strokes` are lines in a unit square."""

    key: str
    word: str
    glyph: str
    colour: str
    ink: str
    tile: str
    hatch: str
    strokes: tuple[Stroke, ...]


_DOTS = "M2 2h.01M6 6h.01"
_FORWARD = "M-2 2l4-4M0 8l8-8M6 10l4-4"
_BACK = "M-2 6l4 4M0 0l8 8M6-2l4 4"
_RING: Stroke = (
    (0.5, 0.1), (0.69, 0.14), (0.86, 0.32), (0.9, 0.5), (0.86, 0.68), (0.69, 0.86), (0.5, 0.9),
    (0.31, 0.86), (0.14, 0.68), (0.1, 0.5), (0.14, 0.32), (0.31, 0.14), (0.5, 0.1),
)  # fmt: skip
_TICK: Stroke = ((0.1, 0.55), (0.38, 0.85), (0.9, 0.15))
_CROSS: tuple[Stroke, ...] = (((0.15, 0.15), (0.85, 0.85)), ((0.85, 0.15), (0.15, 0.85)))
_ARROW: Stroke = ((0.25, 0.1), (0.85, 0.5), (0.25, 0.9), (0.25, 0.1))
_BLOCK: Stroke = ((0.15, 0.15), (0.85, 0.15), (0.85, 0.85), (0.15, 0.85), (0.15, 0.15))
_BARS: tuple[Stroke, ...] = (((0.2, 0.25), (0.8, 0.25)), ((0.2, 0.5), (0.8, 0.5)),
                             ((0.2, 0.75), (0.8, 0.75)))  # fmt: skip
_SLASH: Stroke = ((0.23, 0.77), (0.77, 0.23))

# The order is part of the wire format of the live picture: a state travels as its index.
STATES: tuple[State, ...] = (
    State("running", "running", GLYPHS["running"], "#56B4E9", "#0A5A8C", _DOTS, "..",
          (_ARROW,)),
    State("ok", "ok", GLYPHS["ok"], "#009E73", "#00553E", "", "", (_TICK,)),
    State("failed", "failed", GLYPHS["failed"], "#D55E00", "#6B2F00", _FORWARD + _BACK, "xxxx",
          _CROSS),
    State("cancelled", "cancelled", GLYPHS["cancelled"], "#CC79A7", "#7A2B56", _BACK, "\\\\\\\\",
          (_RING, _SLASH)),
    State("blocked", "loop blocked", GLYPHS["blocked"], "#E69F00", "#6E4C00", _FORWARD, "////",
          (_BLOCK,)),
    State("cleanup", "cleaning up", "≡", "#F3DCE9", "#7A2B56", "M0 2h8M0 6h8", "----", _BARS),
)  # fmt: skip
BY_KEY: Mapping[str, State] = {state.key: state for state in STATES}

# Lines across the picture.
IDEAL_COLOUR = "#0072B2"
END_COLOUR = "#D55E00"


def as_data() -> list[dict[str, object]]:
    """The table for the browser, JSON-ready; glyphs as SVG paths in a unit square."""
    return [
        {key: value for key, value in asdict(state).items() if key not in ("hatch", "strokes")}
        | {"path": glyph_path(state)}
        for state in STATES
    ]


def glyph_path(state: State, size: float = 1.0) -> str:
    """The glyph's lines as an SVG path in a square of `size`."""
    return "".join(
        "M" + "L".join(f"{round(x * size, 2):g} {round(y * size, 2):g}" for x, y in stroke)
        for stroke in state.strokes
    )
