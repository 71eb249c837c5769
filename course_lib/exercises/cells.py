"""Which cell runs, and which to run first when it names something that is not there (yet).

Cells can be run in any order, after a restart, or with a kernel that loaded an older course.
Python then says what is missing; this says which cell makes it.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RESTART = (
    "The course was updated after this kernel loaded it. "
    "Choose Kernel > Restart Kernel, then run the cells from the top."
)
ABOVE = "Run > Run All Above Selected Cell runs every cell above this one."
# What these bind stays inside of them.
INNER = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
LOADED = time.time()
WIDEST = 72  # characters of a cell's first line that are shown


def this_cell() -> str:
    """The id of the cell that runs, where the front end tells it; else ""."""
    try:
        from IPython import get_ipython

        return str(get_ipython().get_parent()["metadata"].get("cellId", ""))
    except Exception:
        return ""


def watch() -> None:
    """Print what to do below a cell that failed so; calling it again changes nothing."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    if shell is not None and _after_a_cell not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _after_a_cell)


def _after_a_cell(result: Any) -> None:
    error = result.error_in_exec
    text = advice(error) if isinstance(error, Exception) else None
    if text:
        print(text)


def advice(error: Exception) -> str | None:
    """What to do about a cell's exception; None where Python's own words must be enough."""
    if isinstance(error, (ImportError, AttributeError, NameError, TypeError)) and outdated():
        return RESTART
    name = getattr(error, "name", None)
    if type(error) is not NameError or not name:
        return None
    notebook = this_notebook()
    if notebook is None:
        return f"If a cell above makes `{name}`, run that cell first. {ABOVE}"
    first = first_line(notebook, name)
    if first is None:
        return None
    return (
        f"`{name}` is made by another cell, which has not run in this kernel yet. "
        f"Run it first; it begins with:\n\n    {first}\n\n{ABOVE}"
    )


def this_notebook() -> Path | None:
    """The notebook that this kernel belongs to, where the server has told; it may be unsaved.

    JupyterLab tells in the kernel's environment, VS Code in a variable of the notebook.
    """
    import __main__

    told = os.environ.get("JPY_SESSION_NAME") or vars(__main__).get("__vsc_ipynb_file__")
    path = Path.cwd() / Path(told).name if told else None
    return path if path is not None and path.is_file() else None


def first_line(notebook: Path, name: str) -> str | None:
    """The first line of the cell that makes `name`; None if no cell does."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    for source in sources:
        try:
            made = set(names_made(ast.parse(source)))
        except (SyntaxError, ValueError, RecursionError):
            continue
        if name in made:
            line = next(line for line in source.splitlines() if line.strip())
            return line if len(line) <= WIDEST else f"{line[: WIDEST - 3]}..."
    return None


def names_made(tree: ast.AST) -> Iterator[str]:
    """The names that a cell binds at its top level."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif not isinstance(node, INNER):
            yield from names_made(node)


def outdated() -> bool:
    """Whether a file of the library is newer than what this process loaded of it."""
    ours = [m for name, m in sys.modules.items() if name.partition(".")[0] == "course_lib"]
    return any(_newer(getattr(module, "__file__", None)) for module in ours)


def _newer(file: str | None) -> bool:
    try:
        return file is not None and Path(file).stat().st_mtime > LOADED
    except OSError:
        return False
