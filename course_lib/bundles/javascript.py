"""The JavaScript side: what esbuild said of the sample page, and what compressors make of it."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from course_lib.tracing.runtime import in_browser

_PAGE = Path(__file__).parent / "sample_page"
NO_BROTLI = (
    "The package brotli is not part of this site, so its rows are missing."
    if in_browser()
    else "The package brotli is not installed here, so its rows are missing. It comes with the "
    'course\'s extra "lab": pip install "fix-patterns[lab]".'
)


def metafile() -> dict[str, Any]:
    """The metafile of the sample page, as esbuild wrote it and as it is checked in."""
    return json.loads((_PAGE / "metafile.json").read_text(encoding="utf-8"))


def by_package(output: str) -> dict[str, int]:
    """Bytes in one output ("before" or "after") by package, "our own" for the page's scripts.

    What is in no input is the bundler's own wrapping. They add up to the output's size.
    """
    outputs = metafile()["outputs"]
    name = f"out/{output}.js"
    if name not in outputs:
        known = ", ".join(Path(path).stem for path in outputs)
        raise ValueError(f"The metafile has no output {output!r}. There are: {known}.")
    sizes: Counter[str] = Counter()
    for path, entry in outputs[name]["inputs"].items():
        sizes[_package(path)] += entry["bytesInOutput"]
    sizes["the bundler's wrapping"] = outputs[name]["bytes"] - sizes.total()
    return {package: size for package, size in sizes.most_common() if size}


def _package(path: str) -> str:
    parts = path.split("/")
    if "node_modules" not in parts:
        return "our own"
    at = len(parts) - parts[::-1].index("node_modules")
    return "/".join(parts[at : at + 2]) if parts[at].startswith("@") else parts[at]


def page_script() -> bytes:
    """The second bundle of the sample page: the shop's scripts and nothing else."""
    return (_PAGE / "after.min.js").read_bytes()


def timeline_script() -> bytes:
    """The script of the course's own timeline."""
    import course_lib.timeline

    return (Path(course_lib.timeline.__file__).parent / "timeline.js").read_bytes()


def compressed(data: bytes) -> dict[str, int]:
    """Bytes by compressor and level; without brotli where it is not installed."""
    sizes = {"not compressed": len(data)}
    sizes |= {f"gzip {level}": len(gzip.compress(data, level, mtime=0)) for level in (6, 9)}
    if has_brotli():
        import brotli

        sizes |= {f"brotli {q}": len(brotli.compress(data, quality=q)) for q in (4, 11)}
    return sizes


def has_brotli() -> bool:
    """Whether the package brotli is installed; the standard library has no such compressor."""
    return find_spec("brotli") is not None
