"""The course's own budget: what it ships and what its imports load, measured by lesson 8's code."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from course_lib.bundles.gate import Budget
from course_lib.bundles.isolated import NoProcessError, answer
from course_lib.bundles.javascript import timeline_script

_PACKAGE = Path(__file__).resolve().parents[1]
IMPORTS = ("import course_lib", "from course_lib import Demo")
# Modules of the library and of other packages; the standard library differs by Python's version.
_LOADED = """
import json
before = set(sys.modules)
{program}
print(json.dumps(sorted(set(sys.modules) - before)))
"""
_SHARE = """
import json, share
print(json.dumps(share.size()))
"""


def course_budget() -> Budget:
    """The limits and baselines, from budget.toml."""
    return Budget.read(Path(__file__).parent / "budget.toml")


def course_sizes(only: Iterable[str] | None = None) -> dict[str, float]:
    """The sizes of the course's artefacts (of some, by name), as far as they can be measured here.

    The wheel and the browser-only site need a checkout and the package hatchling, imports and the
    site need processes; what cannot be measured is absent.
    """
    ways = dict.fromkeys(IMPORTS, _modules)
    ways |= {"timeline.js": _script, "wheel": _wheel, "our share of the site": _share}
    sizes = {}
    for name in ways if only is None else only:
        size = ways[name](name)
        if size is not None:
            sizes[name] = size
    return sizes


def loaded_by(program: str) -> list[str]:
    """The modules that `program` loads, without those of the standard library, sorted.

    Raises NoProcessError where there are no processes.
    """
    names = answer(_PACKAGE.parent, _LOADED.format(program=program), alone=False)
    return [name for name in names if not _of_python(name)]


def build_wheel(folder: Path) -> Path | None:
    """The wheel of this checkout, really built; None where there is no checkout or no hatchling."""
    root = _PACKAGE.parent
    if not _can_build():
        return None
    from hatchling.builders.wheel import WheelBuilder

    # The same wheel for the same files, whatever the clock says.
    kept = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = kept or "315532800"
    try:
        builder = WheelBuilder(str(root))
        return Path(next(builder.build(directory=str(folder), versions=["standard"])))
    finally:
        if kept is None:
            del os.environ["SOURCE_DATE_EPOCH"]


def _can_build() -> bool:
    is_checkout = (_PACKAGE.parent / "pyproject.toml").is_file()
    return is_checkout and find_spec("hatchling") is not None


def _of_python(name: str) -> bool:
    # What sysconfig loads has the machine in its name.
    return name.partition(".")[0] in sys.stdlib_module_names or name.startswith("_sysconfigdata")


def _modules(program: str) -> int | None:
    try:
        return len(loaded_by(program))
    except NoProcessError:
        return None


def _script(name: str) -> int:
    return len(timeline_script())


def _wheel(name: str) -> int | None:
    with tempfile.TemporaryDirectory(prefix="wheel-") as folder:
        wheel = build_wheel(Path(folder))
        return None if wheel is None else wheel.stat().st_size


def _share(name: str) -> int | None:
    """What the code that makes the site says; it stands above this library."""
    if not _can_build():
        return None
    program = f"sys.path.insert(1, {str(_PACKAGE.parent)!r})\n{_SHARE}"
    try:
        return answer(_PACKAGE.parent / "deploy" / "lite", program, alone=False)
    except NoProcessError:
        return None
