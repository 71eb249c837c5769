"""What a file of a bundle is, by its name: what a treemap colours and what patterns aim at."""

from __future__ import annotations

from pathlib import PurePosixPath

# kind -> how its boxes look (see course_lib.demos.drawing)
KINDS = {
    "native code": "plain",
    "Python code": "quiet",
    "tests": "lines",
    "stubs and headers": "dots",
    "data and metadata": "cross",
}


def kind_of(name: str) -> str:
    """One of KINDS."""
    path = PurePosixPath(name)
    if "tests" in path.parts or "test" in path.parts:
        return "tests"
    if path.suffix in (".pyi", ".h", ".pxd", ".a", ".lib") or "include" in path.parts:
        return "stubs and headers"
    if ".so" in path.suffixes or path.suffix in (".pyd", ".dll", ".dylib"):
        return "native code"
    return "Python code" if path.suffix == ".py" else "data and metadata"
