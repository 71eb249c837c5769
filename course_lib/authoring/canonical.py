"""The one form in which a notebook is stored, so that a diff shows what somebody changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import cell_ids, outputs
from .course import CourseError, write_atomically

Notebook = dict[str, Any]

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
# `course` holds what only this course needs: an exercise's id, minutes.
NOTEBOOK_METADATA = ("course",)
CELL_METADATA = ("course", "slideshow", "tags")


def read(path: Path) -> Notebook:
    """The notebook in `path`, its sources as one string a cell.

    Raises CourseError with a sentence for a file that is missing, damaged or of another format.
    """
    try:
        notebook = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"There is no file {path}.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise CourseError(
            f"{path} is damaged: it is not a notebook's JSON{where}. Take a fresh copy, or an"
            " earlier one from JupyterLab's checkpoints (File, Revert Notebook to Checkpoint)."
        ) from None
    return _checked(notebook, path)


def _checked(notebook: Any, path: Path) -> Notebook:
    version = notebook.get("nbformat") if isinstance(notebook, dict) else None
    if version is None:
        raise CourseError(f"{path} is not a notebook: it has no nbformat number.")
    if version != 4:
        raise CourseError(
            f"{path} has notebook format {version}; this course reads format 4. Open it in"
            " JupyterLab and save it, which brings it to format 4."
        )
    cells = notebook.get("cells")
    kinds = ("code", "markdown", "raw")
    if not isinstance(cells, list) or not all(
        isinstance(cell, dict) and cell.get("cell_type") in kinds and "source" in cell
        for cell in cells
    ):
        raise CourseError(f"{path} is damaged: its list of cells cannot be read.")
    for cell in cells:
        if isinstance(cell["source"], list):
            cell["source"] = "".join(cell["source"])
        cell.setdefault("metadata", {})
    return notebook


def canonical(notebook: Notebook, *, with_outputs: bool) -> Notebook:
    """A new notebook in the stored form; `with_outputs` False leaves outputs and counts out."""
    cells = [_cell(cell, with_outputs) for cell in notebook["cells"]]
    cell_ids.assign(cells)
    count = 0
    for cell in cells:
        if cell["cell_type"] == "code" and cell["execution_count"] is not None:
            count += 1
            cell["execution_count"] = count
            cell["outputs"] = outputs.clean(cell["outputs"], count)
    metadata = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE}
    for key in NOTEBOOK_METADATA:
        if notebook.get("metadata", {}).get(key):
            metadata[key] = notebook["metadata"][key]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: dict[str, Any], with_outputs: bool) -> dict[str, Any]:
    kept = {key: cell["metadata"][key] for key in CELL_METADATA if cell["metadata"].get(key)}
    new = {
        "cell_type": cell["cell_type"],
        "id": cell.get("id", ""),
        "metadata": kept,
        "source": cell["source"].replace("\r\n", "\n").strip("\n"),
    }
    if cell.get("attachments"):
        new["attachments"] = cell["attachments"]
    if cell["cell_type"] == "code":
        ran = with_outputs and cell.get("execution_count") is not None and new["source"]
        new["execution_count"] = cell["execution_count"] if ran else None
        new["outputs"] = cell.get("outputs", []) if ran else []
    return new


def to_text(notebook: Notebook) -> str:
    """The bytes of a canonical notebook, as text: sorted keys, indent 1, a line per line."""
    cells = []
    for cell in notebook["cells"]:
        cell = {**cell, "source": _lines(cell["source"])}
        if "outputs" in cell:
            cell["outputs"] = [_output_lines(output) for output in cell["outputs"]]
        cells.append(cell)
    stored = {**notebook, "cells": cells}
    return json.dumps(stored, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _output_lines(output: dict[str, Any]) -> dict[str, Any]:
    if "text" in output:
        return {**output, "text": _lines(output["text"])}
    if "data" in output:
        data = {mime: _data_lines(mime, value) for mime, value in output["data"].items()}
        return {**output, "data": data}
    return output


def _data_lines(mime: str, value: Any) -> Any:
    binary = mime.startswith("image/") and mime != "image/svg+xml"
    return _lines(value) if isinstance(value, str) and not binary else value


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def write(path: Path, notebook: Notebook, *, with_outputs: bool) -> bool:
    """Store `notebook` in its canonical form; False when the file was like that already."""
    return write_atomically(path, to_text(canonical(notebook, with_outputs=with_outputs)))
