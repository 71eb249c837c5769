"""Stored outputs: what is kept of them, and what makes them unfit to be compared."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_PICTURES = ("image/png", "image/jpeg")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}\b")
_REPR = re.compile(r"<[^<>\n]*>")
_LOCAL_PATH = re.compile(r"(?<![\w.:/])(?:/(?:home|Users|root|tmp|var/folders)/\S+|[A-Z]:\\\S+)")


def clean(outputs: list[dict[str, Any]], count: int | None) -> list[dict[str, Any]]:
    """The outputs as they are stored: no widget views, streams merged, nothing of this machine."""
    kept: list[dict[str, Any]] = []
    streams: dict[str, dict[str, Any]] = {}
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            name, text = output["name"], _joined(output["text"])
            if name in streams:
                streams[name]["text"] += text
                continue
            streams[name] = {"name": name, "output_type": kind, "text": text}
            kept.append(streams[name])
        elif kind == "error":
            last_line = f"{output['ename']}: {output['evalue']}"
            # The traceback names files of this machine; the error itself is all that is compared.
            kept.append(
                {
                    "ename": output["ename"],
                    "evalue": output["evalue"],
                    "output_type": kind,
                    "traceback": [last_line],
                }
            )
        else:
            data = _shown(output["data"])
            if not data:
                continue
            display = {"data": data, "metadata": {}, "output_type": kind}
            if kind == "execute_result":
                display["execution_count"] = count
            kept.append(display)
    return kept


def _shown(data: dict[str, Any]) -> dict[str, Any]:
    """What is left of a display without its widget view."""
    if is_only_a_view(data):
        return {}
    return {mime: _joined(value) for mime, value in data.items() if mime != WIDGET_VIEW}


def is_only_a_view(data: dict[str, Any]) -> bool:
    """Whether a display is a widget view and says nothing else: its text is only its repr."""
    return WIDGET_VIEW in data and set(data) <= {WIDGET_VIEW, "text/plain"}


def _joined(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value


def unfit(outputs: list[dict[str, Any]], *, may_raise: bool = False) -> Iterator[str]:
    """Say why outputs cannot be trusted as evidence: one sentence for each reason."""
    names = sorted({output["name"] for output in outputs if output["output_type"] == "stream"})
    if len(names) > 1:
        yield "writes to stdout and to stderr in one cell; the order of the two changes by chance"
    for output in outputs:
        if output["output_type"] == "error" and not may_raise:
            yield f"ends with {output['ename']}: {output['evalue']}"
        data = output.get("data", {})
        if WIDGET_VIEW in data:
            yield "stores a widget view, which is dead without its kernel"
        if any(picture in data for picture in _PICTURES):
            text = _joined(data.get("text/plain", "")).strip()
            if not text or _REPR.fullmatch(text):
                yield "shows a picture without a text that says the same"
        text = "\n".join(_texts(output))
        if address := _ADDRESS.search(text):
            yield f"prints an object's address ({address[0]}), which changes with every run"
        for path in _local_paths(text):
            yield f"prints a path of this machine ({path})"


def _texts(output: dict[str, Any]) -> Iterator[str]:
    for key in ("text", "evalue"):
        if key in output:
            yield _joined(output[key])
    for mime, value in output.get("data", {}).items():
        if mime not in _PICTURES and isinstance(_joined(value), str):
            yield _joined(value)


def _local_paths(text: str) -> list[str]:
    found = [match[0] for match in _LOCAL_PATH.finditer(text)]
    here = {str(Path(__file__).resolve().parents[2]), sys.prefix, str(Path.home())}
    found += [path for path in sorted(here) if len(path) > 1 and path in text and not found]
    return found[:1]
