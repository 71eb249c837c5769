"""A lesson's own cells as a namespace: what the lesson shows is what is tested."""

import ast
import asyncio
import contextlib
import io
import json
from pathlib import Path

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


def code_cells(notebook):
    """Cell id -> (source, what it printed when it was stored)."""
    cells = json.loads((NOTEBOOKS / notebook).read_text(encoding="utf-8"))["cells"]
    return {
        cell["id"]: ("".join(cell["source"]), _printed(cell))
        for cell in cells
        if cell["cell_type"] == "code"
    }


def _printed(cell):
    streams = [o for o in cell["outputs"] if o["output_type"] == "stream"]
    return "".join("".join(stream["text"]) for stream in streams)


def run_cell(source, names):
    """Run one cell in `names`; gives the value of its last expression, and what it printed."""
    tree = ast.parse(source)
    last = None
    if isinstance(tree.body[-1], ast.Expr) and not isinstance(tree.body[-1].value, ast.Await):
        last = ast.Expression(tree.body.pop().value)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        waiting = eval(compile(tree, "cell", "exec", flags), names)
        if waiting is not None:
            asyncio.run(waiting)
        value = eval(compile(last, "cell", "eval"), names) if last is not None else None
    return value, printed.getvalue()
