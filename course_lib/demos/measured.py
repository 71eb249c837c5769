"""Measured: a table that running code fills, with knobs and bars; for figures that are no timeline.

Live, the code runs in real time on the kernel's loop, and the table follows. The static copy comes
from the virtual clock, the same every time, and is hidden while the live view is up.

Classes for browser tests: those of `demo.py` for the knobs and buttons; below them
`course-measured` (with `data-state`: empty, done, stopped, failed) with one `table` a run, and
the run's name as its caption.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from course_lib.demos.knobs import Knob, Settings, assemble
from course_lib.services import Services
from course_lib.services.checks import unknown
from course_lib.virtual_time import run as virtual_run

if TYPE_CHECKING:
    from course_lib.demos.drawing import Drawing
    from course_lib.demos.measured_view import MeasuredView

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Frame:
    """Rows with more to show: a picture, a sentence, and how much of the work is `done` (0 to 1).

    `done` is None where there is nothing to wait for.
    """

    rows: Iterable[Row] = ()
    picture: Drawing | None = None
    said: str = ""
    done: float | None = None


Shown = Iterable[Row] | Frame
Measure = Callable[..., "Awaitable[Shown] | AsyncIterator[Shown]"]
# The tables that are on show, by the cell that shows them.
_shown: dict[tuple[str, str], Measured] = {}
STACK_WIDTH = 25  # characters
GLYPHS = "█▒░▚"  # one for each column of a stack, in the order of the columns


@dataclass(frozen=True)
class MeasuredTable:
    """Rows of one run: heading -> cell. Numbers stand to the right; columns in `bars` have one.

    The columns in `stack` are parts of one whole: each row ends with a bar that is made of them.
    """

    name: str
    rows: tuple[dict[str, Any], ...]
    bars: tuple[str, ...] = ()
    stack: tuple[str, ...] = ()
    picture: Drawing | None = None
    said: str = ""
    done: float | None = None

    @property
    def columns(self) -> list[str]:
        """The headings, in the order in which they first occur."""
        return list(dict.fromkeys(head for row in self.rows for head in row))

    def text(self) -> str:
        """The table as text."""
        columns = self.columns
        lines = [columns, *([shown(row.get(head, "")) for head in columns] for row in self.rows)]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        right = [any(is_number(row.get(head)) for row in self.rows) for head in columns]
        table = [
            "  ".join(
                f"{cell:>{width}}" if numbers else f"{cell:<{width}}"
                for cell, width, numbers in zip(line, widths, right, strict=True)
            ).rstrip()
            for line in lines
        ]
        if self.stack:
            keys = zip(GLYPHS, self.stack, strict=False)
            drawn = [
                ", ".join(f"{glyph} {head}" for glyph, head in keys),
                *map(self._bar, self.rows),
            ]
            width = max(map(len, table))
            table = [f"{line:<{width}}  {bar}" for line, bar in zip(table, drawn, strict=True)]
        parts = ["\n".join([self.name, *table])] if columns else [self.name]
        parts += [self.picture.text] if self.picture is not None else []
        return "\n\n".join([*parts, self.said] if self.said else parts)

    __str__ = __repr__ = text

    def shares(self, row: Row) -> list[float]:
        """The parts of a row's stack, each between 0 and 1; all 0 where there is nothing."""
        cells = [row.get(head) for head in self.stack]
        parts = [max(cell, 0) if is_number(cell) else 0 for cell in cells]
        whole = sum(parts)
        return [part / whole if whole else 0.0 for part in parts]

    def _bar(self, row: Row) -> str:
        """The stack of one row as text, rounded where one part meets the next."""
        ends = [round(STACK_WIDTH * end) for end in accumulate(self.shares(row), initial=0.0)]
        parts = zip(GLYPHS, pairwise(ends), strict=False)
        return "".join(glyph * (end - start) for glyph, (start, end) in parts)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, for the browser; a bar is a share of the largest in its columns."""
        columns = self.columns
        cells = [row.get(head) for row in self.rows for head in self.bars]
        largest = max((cell for cell in cells if is_number(cell)), default=0) or 1
        return {
            "name": self.name,
            "columns": columns,
            "stack": list(self.stack),
            "shares": [self.shares(row) for row in self.rows],
            "picture": self.picture and self.picture.to_dict(),
            "said": self.said,
            "done": self.done,
            "rows": [
                [
                    {
                        "text": shown(row.get(head, "")),
                        "number": is_number(row.get(head)),
                        "bar": row[head] / largest
                        if head in self.bars and is_number(row.get(head))
                        else None,
                    }
                    for head in columns
                ]
                for row in self.rows
            ],
        }


def is_number(cell: Any) -> bool:
    """Whether a cell is a number."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def shown(cell: Any) -> str:
    """A cell as text: one decimal for a float."""
    return f"{cell:,.1f}".replace(",", " ") if isinstance(cell, float) else str(cell)


@dataclass
class Measured:
    """`Measured("Traffic", {"after": traffic}, knobs=[...], bars=["p50 ms"])`.

    Each run is an async function whose keyword-only parameters are knobs. It gives rows (dicts from
    heading to cell) or a `Frame`, or it is an async generator that yields them again and again
    while it works. `stack` names up to four columns that make one whole (up, degraded, down): each
    row gets a bar of their shares. `live_only` says that its figures are of real time or of this
    machine (True for all runs, or the names of some): then there is no copy from the virtual clock.
    `virtual` says the opposite: a run is on the virtual clock also when it is live, because
    hundreds of real ones would wait for each other. `follow` names a quick run that starts again by
    itself whenever a knob moves.
    """

    title: str
    runs: Mapping[str, Measure]
    knobs: Iterable[Knob | str] = ()
    bars: Iterable[str] = ()
    live_only: bool | Iterable[str] = False
    stack: Iterable[str] = ()
    virtual: bool = False
    follow: str = ""
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.bars, self.stack = tuple(self.bars), tuple(self.stack)
        if len(self.stack) > len(GLYPHS):
            raise ValueError(f"A stack has at most {len(GLYPHS)} parts; these are {self.stack}.")
        if isinstance(self.live_only, bool):
            self.live_only = tuple(self.runs) if self.live_only else ()
        self.live_only = frozenset(self.live_only)
        for name in {*self.live_only, *filter(None, [self.follow])} - set(self.runs):
            raise ValueError(unknown(name, tuple(self.runs), "run"))
        self.settings = Settings(assemble(Services(), self.knobs))
        for name, function in self.runs.items():
            for wanted in _wanted(function):
                if wanted not in self.settings.knobs:
                    raise ValueError(
                        f"The run {name!r} asks for a knob {wanted!r} that is not there."
                    )
        self._view: MeasuredView | None = None
        self._key: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return f"<Measured {self.title!r}: {', '.join(self.runs)}>"

    def set(self, **knobs: Any) -> Measured:
        """Turn knobs; a refused position changes nothing."""
        self.settings = self.settings.with_changes(knobs)
        if self._view is not None:
            self._view.turned()
        return self

    def table(self, name: str, **knobs: Any) -> MeasuredTable:
        """One run on the virtual clock, with some knobs turned for this run only."""
        settings = self.settings.with_changes(knobs)
        return self.made(name, virtual_run(partial(last, self.start(name, settings))).result())

    def start(self, name: str, settings: Settings) -> Callable[[], Any]:
        """A function that gives this run's coroutine or async generator."""
        function = self.runs[name]
        return partial(function, **{knob: settings[knob] for knob in _wanted(function)})

    def made(self, name: str, shown: Shown) -> MeasuredTable:
        """The rows as a table, with what a `Frame` has beside them."""
        frame = shown if isinstance(shown, Frame) else Frame(shown)
        rows = tuple(dict(row) for row in frame.rows)
        beside = (frame.picture, frame.said, frame.done)
        return MeasuredTable(name, rows, tuple(self.bars), tuple(self.stack), *beside)

    def text(self) -> str:
        """The text twin, from the virtual clock."""
        return self._text(self._tables())

    def _tables(self) -> list[MeasuredTable]:
        return [self.table(name) for name in self.runs if name not in self.live_only]

    def _text(self, tables: Iterable[MeasuredTable]) -> str:
        parts = [self.title, *(table.text() for table in tables)]
        if self.live_only:
            names = ", ".join(name for name in self.runs if name in self.live_only)
            parts.append(f"Measured in real time, in JupyterLab: press Run ({names}).")
        return "\n\n".join(parts)

    def close(self) -> None:
        """Stop what runs and take the live view down."""
        if self._key is not None and _shown.get(self._key) is self:
            del _shown[self._key]
        if self._view is not None:
            self._view.close()
            self._view = None

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if not os.environ.get("COURSE_HEADLESS"):
            from course_lib.demos.measured_view import MeasuredView
            from course_lib.exercises.cells import this_cell

            key = (this_cell(), self.title)
            if key in _shown:
                _shown[key].close()
            self.close()
            self._key, _shown[key] = key, self
            self._view = MeasuredView(self)
            display(self._view.bundle(), raw=True)
        # After the view, which hides it (demo.css).
        tables = self._tables()
        bundle, options = {}, {}
        pictures = [table.picture for table in tables if table.picture is not None]
        if pictures:
            from course_lib.demos.drawing import stack

            picture = stack(self.title, pictures)
            bundle, options = picture.bundle(), {"metadata": picture.metadata}
        bundle["text/plain"] = self._text(tables)
        display(bundle, raw=True, **options)


async def last(
    start: Callable[[], Any], tell: Callable[[Shown], None] = lambda shown: None
) -> Shown:
    """What a run shows at its end; `tell` hears all that it shows."""
    made = start()
    shown: Shown = ()
    if inspect.isasyncgen(made):
        async for shown in made:
            tell(shown)
    else:
        shown = await made
        tell(shown)
    return shown


def _wanted(function: Measure) -> list[str]:
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
