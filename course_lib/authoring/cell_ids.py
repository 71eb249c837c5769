"""Permanent readable cell ids: minted once, from what the cell says, and never renumbered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

LONGEST = 40
# nbformat and JupyterLab mint 8 hex digits (or a whole UUID); VS Code up to 32 of them.
_RANDOM = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[0-9a-f]{8,11}|[0-9a-f]{32}")
_VALID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)


def is_random(cell_id: str) -> bool:
    """Whether a tool drew this id, so that it says nothing to a person."""
    return bool(_RANDOM.fullmatch(cell_id))


def assign(cells: Iterable[dict[str, Any]]) -> None:
    """Give every cell without a readable id of its own one; all other ids stay as they are."""
    cells = list(cells)
    taken: set[str] = set()
    homeless = []
    for cell in cells:
        cell_id = cell.get("id") or ""
        if _VALID.fullmatch(cell_id) and not is_random(cell_id) and cell_id not in taken:
            taken.add(cell_id)
        else:
            homeless.append(cell)
    for cell in homeless:
        cell["id"] = _free(readable(cell), taken)
        taken.add(cell["id"])


def readable(cell: dict[str, Any]) -> str:
    """An id from the cell's heading, first definition or first words."""
    source = cell["source"]
    if cell["cell_type"] == "markdown":
        heading = _HEADING.search(source)
        words = heading.group(1) if heading else source
    else:
        definition = _DEFINITION.search(source)
        code = [line for line in source.splitlines() if line.strip()]
        words = definition.group(1) if definition else (code[0].lstrip("# ") if code else "")
    slug = _slug(words) or {"markdown": "text", "code": "code"}.get(cell["cell_type"], "cell")
    return f"{slug}-cell" if is_random(slug) else slug


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")):
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug


def _free(wanted: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
