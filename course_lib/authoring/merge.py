"""New course material in a learner's notebook, cell by cell id; what the learner wrote stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .canonical import Notebook
from .course import CourseError

Cell = dict[str, Any]
YOURS = "-yours"


@dataclass
class Merged:
    """The new cells, and a sentence for each thing that changed or that the learner should know."""

    cells: list[Cell] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def merge(base: Notebook | None, mine: Notebook, new: Notebook, answers: set[str]) -> Merged:
    """`new` with what the learner wrote in `mine`, which was made from `base`.

    `answers` are the ids of the cells in which learners write: those are never replaced. Another
    cell that both changed comes twice, the learner's below, as text that does not run. Without a
    `base` every difference counts as the learner's. Raises CourseError for a notebook whose cells
    do not carry the course's ids.
    """
    known = {cell["id"] for cell in new["cells"]}
    if not known & {cell.get("id") for cell in mine["cells"]}:
        raise CourseError(
            "none of its cells has an id of the course, so nothing can be told apart. It was left"
            " as it is."
        )
    return _Merge(_by_id(base), _by_id(mine) or {}, new, mine, answers).run()


def _by_id(notebook: Notebook | None) -> dict[str, Cell] | None:
    """The first cell of each id; None without a notebook."""
    if notebook is None:
        return None
    return {cell["id"]: cell for cell in reversed(notebook["cells"]) if cell.get("id")}


@dataclass
class _Merge:
    base: dict[str, Cell] | None
    mine: dict[str, Cell]
    new: Notebook
    mine_all: Notebook
    answers: set[str]
    merged: Merged = field(default_factory=Merged)

    def run(self) -> Merged:
        known = {cell["id"] for cell in self.new["cells"]}
        own = self._own(known)
        self.merged.cells += own.pop(None, [])
        for cell in self.new["cells"]:
            self.merged.cells += self._one(cell)
            self.merged.cells += own.pop(cell["id"], [])
        _make_unique(self.merged.cells)
        return self.merged

    def _one(self, new: Cell) -> Iterator[Cell]:
        """The cell or cells that stand for one cell of the course."""
        cell_id, yours = new["id"], self.mine.get(new["id"])
        before = self.base.get(cell_id) if self.base is not None else None
        changed = before is None or before["source"] != new["source"]
        if yours is None:
            if before is None:
                self._say(f"new: {cell_id}")
                yield new
            elif changed:
                self._say(f"changed, but you deleted it, so it is not there: {cell_id}")
        elif yours["source"] == new["source"]:
            yield {**yours, "metadata": {**yours["metadata"], **new["metadata"]}}
        elif cell_id in self.answers:
            if before is not None and changed:
                self._say(f"what it begins with has changed, your answer stays: {cell_id}")
            yield yours
        elif before is not None and yours["source"] == before["source"]:
            self._say(f"changed: {cell_id}")
            yield new
        elif not changed:
            yield yours
        else:
            self._say(f"changed, and by you too; yours stands below it, as text: {cell_id}")
            yield new
            yield _as_text(yours)

    def _own(self, known: set[str]) -> dict[str | None, list[Cell]]:
        """The cells that the new material does not have, by the id of the cell before them."""
        own: dict[str | None, list[Cell]] = {}
        seen: set[str] = set()
        neighbour = None
        for cell in self.mine_all["cells"]:
            cell_id = cell.get("id") or ""
            if cell_id in known and cell_id not in seen:
                seen.add(cell_id)
                neighbour = cell_id
                continue
            before = self.base.get(cell_id) if self.base is not None else None
            if before is not None and cell_id not in known:
                if before["source"] == cell["source"]:
                    self._say(f"no longer part of the course, taken out: {cell_id}")
                    continue
                self._say(f"no longer part of the course, yours stays: {cell_id}")
            own.setdefault(neighbour, []).append(cell)
        return own

    def _say(self, sentence: str) -> None:
        self.merged.changes.append(sentence)


def _as_text(cell: Cell) -> Cell:
    """A cell that keeps its words and does not run: code becomes raw text."""
    kind = "markdown" if cell["cell_type"] == "markdown" else "raw"
    return {
        "cell_type": kind,
        "id": f"{cell['id'][: 64 - len(YOURS)]}{YOURS}",
        "metadata": {},
        "source": cell["source"],
    }


def _make_unique(cells: list[Cell]) -> None:
    """Number the later ones of cells with equal ids; a notebook with two of them is invalid."""
    taken: set[str] = set()
    for cell in cells:
        wanted, number = str(cell.get("id") or "own"), 2
        cell_id = wanted
        while cell_id in taken:
            cell_id = f"{wanted[:60]}-{number}"
            number += 1
        cell["id"] = cell_id
        taken.add(cell_id)
