"""A learner's answers in a copy of the reference notebook, cell by cell id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import cell_ids, generate
from .canonical import Notebook
from .course import CourseError

# A cell of the learner's own is run, since answers may need it, but nothing is asked of it.
OWN_CELL_TAGS = ["nbval-ignore-output", "raises-exception"]


@dataclass(frozen=True)
class Graft:
    """The notebook to run, and the ids of the cells that hold the learner's answers."""

    notebook: Notebook
    answers: tuple[str, ...]


def answer_ids(reference: Notebook) -> tuple[str, ...]:
    """The cells of a solved notebook that the learner writes."""
    return tuple(cell["id"] for cell in reference["cells"] if generate.has_answer(cell))


def graft(reference: Notebook, answers: Notebook, name: str) -> Graft:
    """Copy the answers in the notebook `name` into `reference`.

    Cells of the learner's own go along, behind the same neighbour. Raises CourseError when an
    answer cell is missing.
    """
    wanted = answer_ids(reference)
    written = {cell.get("id"): cell for cell in reversed(answers["cells"])}
    missing = [cell_id for cell_id in wanted if cell_id not in written]
    if missing:
        raise CourseError(
            f"{name} has no cell {', '.join(missing)}. Cells are found by their id, which a copy of"
            " their text in a new cell does not have. Take a fresh copy of the exercise"
            " (rename yours, then run: course lab --prepare-only) and put your answers into it."
        )
    own = _own_cells(reference, answers)
    cells = [*own.get(None, [])]
    for cell in reference["cells"]:
        if cell["id"] in wanted:
            cell = {**cell, "source": written[cell["id"]]["source"]}
        cells += [cell, *own.get(cell["id"], [])]
    cell_ids.assign(cells)
    return Graft({**reference, "cells": cells}, wanted)


def _own_cells(reference: Notebook, answers: Notebook) -> dict[str | None, list[dict[str, Any]]]:
    """The learner's own code cells, by the id of the known cell that they stand behind."""
    known = {cell["id"] for cell in reference["cells"]}
    own: dict[str | None, list[dict[str, Any]]] = {}
    neighbour = None
    for cell in answers["cells"]:
        if cell.get("id") in known:
            neighbour = cell["id"]
        elif cell["cell_type"] == "code" and cell["source"].strip():
            own.setdefault(neighbour, []).append(
                {
                    "cell_type": "code",
                    "execution_count": None,
                    "id": cell.get("id", ""),
                    "metadata": {"tags": OWN_CELL_TAGS},
                    "outputs": [],
                    "source": cell["source"],
                }
            )
    return own
