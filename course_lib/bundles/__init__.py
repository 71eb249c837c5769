"""Bundles: what ships, why, how heavy it is, how long it takes to start, and whether it may.

    bundle = bundles.sample_app()
    kept = bundle.without(["**/tests/**"])
    print(bundles.measure(kept.read()))

`select`, `build_zip`, `measure` and `check_budget` are what lesson 8's exercises ask for. Nothing
here is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Budget": "gate",
    "Bundle": "distributions",
    "BundleError": "distributions",
    "File": "distributions",
    "NO_BROTLI": "javascript",
    "NoProcessError": "isolated",
    "about": "inventory",
    "app_import_times": "import_time",
    "bars": "charts",
    "build_zip": "archive",
    "by_package": "javascript",
    "can_start": "isolated",
    "check_budget": "gate",
    "collect": "distributions",
    "compressed": "javascript",
    "course_budget": "course",
    "course_sizes": "course",
    "creep": "history",
    "has_brotli": "javascript",
    "import_times": "import_time",
    "is_pure": "distributions",
    "jump": "history",
    "loaded_by": "course",
    "measure": "archive",
    "megabytes": "charts",
    "own_files": "distributions",
    "pack": "scales",
    "page_script": "javascript",
    "quarter": "history",
    "raised": "gate",
    "recorded": "inventory",
    "sample_app": "distributions",
    "select": "patterns",
    "starts": "costs",
    "timeline_script": "javascript",
    "trace": "tracing",
    "treemap": "charts",
    "unmatched": "patterns",
    "weigh": "scales",
    "zip_size": "inventory",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
