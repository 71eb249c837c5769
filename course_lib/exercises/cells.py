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

from course_lib.tracing.runtime import in_browser

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
        return str(_message()["metadata"].get("cellId", ""))
    except Exception:
        return ""


def _message() -> dict[str, Any]:
    """The front end's message that made this cell run."""
    from IPython import get_ipython

    shell = get_ipython()
    # The kernel inside a browser keeps it itself.
    return shell.get_parent() if hasattr(shell, "get_parent") else shell.kernel.get_parent()


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
    """The notebook that this kernel belongs to, where that can be known; it may be unsaved.

    JupyterLab tells in the kernel's environment, VS Code in a variable of the notebook. A kernel
    inside a browser is told nothing but its folder and the cell that runs.
    """
    import __main__

    told = os.environ.get("JPY_SESSION_NAME") or vars(__main__).get("__vsc_ipynb_file__")
    if in_browser() and not told:
        return _with_this_cell(Path.cwd())
    path = Path.cwd() / Path(told).name if told else None
    return path if path is not None and path.is_file() else None


_found: Path | None = None


def _with_this_cell(folder: Path) -> Path | None:
    """The one notebook of `folder` that holds the cell that runs; once found it stays so.

    Cells of the same name are told apart by their source.
    """
    global _found
    if _found is None:
        try:
            cell, source = this_cell(), str(_message()["content"]["code"])
        except Exception:
            return None
        notebooks = {path: _sources(path) for path in sorted(folder.glob("*.ipynb"))}
        holders = [path for path, sources in notebooks.items() if cell in sources]
        if len(holders) > 1:
            holders = [path for path in holders if notebooks[path][cell] == source]
        _found = holders[0] if len(holders) == 1 else None
    return _found


def _sources(notebook: Path) -> dict[str, str]:
    """The source of each code cell by its id; none if the notebook cannot be read."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return {
            str(cell.get("id", number)): "".join(cell["source"])
            for number, cell in enumerate(cells)
            if cell["cell_type"] == "code"
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def first_line(notebook: Path, name: str) -> str | None:
    """The first line of the cell that makes `name`; None if no cell does."""
    for source in _sources(notebook).values():
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
