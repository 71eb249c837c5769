"""Answers in files: a .py file as it stands, or the definitions in a notebook's cells."""

from __future__ import annotations

import ast
import io
import json
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LARGEST = 5_000_000  # bytes; a notebook with many pictures is smaller

# Statements that define something and do nothing else.
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class UnreadableError(Exception):
    """A file that cannot be read or parsed; the text is the sentence for its owner."""


@dataclass(frozen=True)
class Part:
    """A piece of a program. `name` is what the learner knows it by: "cell [...]" or the file."""

    name: str
    source: str
    tree: ast.Module


@dataclass(frozen=True)
class Program:
    """What a file holds. `answer` is the learner's own part, compared with what ships."""

    parts: tuple[Part, ...]
    answer: str

    @property
    def source(self) -> str:
        """The whole program as one text, without comments."""
        return "\n\n".join(ast.unparse(part.tree) for part in self.parts)

    def names(self) -> set[str]:
        """Every name that the program could define at its top level."""
        found = set()
        for part in self.parts:
            for node in ast.walk(part.tree):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                    found.add(node.name)
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    found.add(node.id)
                elif isinstance(node, ast.alias):
                    found.add(node.asname or node.name)
        return found


def read_program(path: Path, cell: str, names: tuple[str, ...]) -> Program:
    """The program in a file; `cell` is the id of the answer's cell in a notebook.

    Raises UnreadableError for a file that cannot be read or parsed.
    """
    data = _bytes(path)
    if path.suffix.lower() == ".ipynb":
        return _notebook(path.name, data, cell, names)
    return _script(path.name, data)


def outline(path: Path) -> tuple[set[str], set[str]]:
    """The ids of a notebook's code cells, and the names that its cells define.

    Raises UnreadableError for a file that is no notebook.
    """
    ids, names = set(), set()
    for code in _code_cells(path.name, _bytes(path)):
        if isinstance(code.get("id"), str):
            ids.add(code["id"])
        try:
            tree = ast.parse(_without_magics(_text(code.get("source", ""))))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        names |= {name for node in tree.body if (name := getattr(node, "name", None))}
    return ids, names


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableError(f"{path.name} is a folder. Name the answer's file.")
        if path.exists() and not path.is_file():
            raise UnreadableError(f"{path.name} is not an ordinary file.")
        if path.stat().st_size > LARGEST:
            raise UnreadableError(f"{path.name} is larger than {LARGEST // 1_000_000} MB.")
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(f"{path.name} is not there. Check the name of the file.") from None
    except OSError as error:
        raise UnreadableError(f"{path.name} cannot be read: {error.strerror}.") from None


def _script(name: str, data: bytes) -> Program:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        source = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise UnreadableError(f"{name} is not a text file in UTF-8.") from None
    return Program((Part(name, source, _parse(name, source)),), source)


def _parse(name: str, source: str) -> ast.Module:
    try:
        tree = ast.parse(source, name)
        compile(tree, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise UnreadableError(f"{name}{line} is not Python: {error.msg}.") from None
    except (ValueError, RecursionError, MemoryError) as error:
        reason = str(error) or "it is nested too deep"
        raise UnreadableError(f"{name} cannot be parsed: {reason}.") from None
    return tree


def _notebook(name: str, data: bytes, cell: str, names: tuple[str, ...]) -> Program:
    parts, answer, own = [], "", []
    for number, code in enumerate(_code_cells(name, data), 1):
        label = code.get("id") or str(number)
        source = _without_magics(_text(code.get("source", "")))
        is_answer = label == cell
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            if is_answer:
                _parse(f"{name}, cell [{label}]", source)
                raise UnreadableError(f"{name}, cell [{label}] is not Python.") from None
            continue  # a cell that is not part of the answer may be anything
        tree = _definitions(tree, everything=is_answer)
        if is_answer:
            answer = source
        elif _defines(tree, names):
            own.append(source)
        if tree.body:
            parts.append(Part(f"cell [{label}]", source, tree))
    return Program(tuple(parts), "\n\n".join([answer, *own]))


def _code_cells(name: str, data: bytes) -> list[dict[str, Any]]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableError(
            f"{name} is not a notebook that can be read: it is damaged or cut off."
        ) from None
    version = content.get("nbformat") if isinstance(content, dict) else None
    if not isinstance(version, int):
        raise UnreadableError(f"{name} is not a notebook: it does not say its format.")
    if version != 4:
        raise UnreadableError(
            f"{name} has notebook format {version}; the course reads format 4. "
            "Open it in JupyterLab, save it, and try again."
        )
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise UnreadableError(f"{name} is damaged: it has no list of cells.")
    return [c for c in cells if isinstance(c, dict) and c.get("cell_type") == "code"]


def _text(source: Any) -> str:
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _without_magics(source: str) -> str:
    """The cell with lines that only IPython understands as comments, so that lines stay."""
    lines = source.split("\n")
    first = lines[0].strip()
    if first.startswith("%%") and first.split()[0] not in ("%%time", "%%timeit", "%%capture"):
        return ""
    return "\n".join(
        f"{line[: len(line) - len(line.lstrip())]}pass  # {line.strip()}"
        if line.lstrip().startswith(("%", "!", "?"))
        else line
        for line in lines
    )


def _definitions(tree: ast.Module, *, everything: bool) -> ast.Module:
    """What a cell defines. Demos, checks and whatever waits at the top level are left out."""
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_lib")
        for alias in node.names
    } | {"exercise", "Demo", "virtual_run"}
    kept = [node for node in tree.body if _is_definition(node, ours, everything)]
    return ast.Module(kept, [])


def _is_definition(node: ast.stmt, ours: set[str], everything: bool) -> bool:
    if isinstance(node, DEFINITIONS):
        return not (isinstance(node, ast.ImportFrom) and node.module == "course_lib")
    if _waits(node) or any(isinstance(n, ast.Name) and n.id in ours for n in ast.walk(node)):
        return False
    if everything:
        return True
    simple = isinstance(node, (ast.Assign, ast.AnnAssign))
    return simple and not any(isinstance(n, ast.Call) for n in ast.walk(node))


def _waits(node: ast.AST) -> bool:
    """Whether a statement awaits at the top level, outside of any function."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return False
    if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
        return True
    return any(map(_waits, ast.iter_child_nodes(node)))


def _defines(tree: ast.Module, names: tuple[str, ...]) -> bool:
    return any(getattr(node, "name", None) in names for node in tree.body)
