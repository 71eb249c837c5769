"""Why a file is in the bundle: what an import needs, what the first requests need, what is needed.

Three ways to look, and none of them sees everything: the source (modulefinder), `sys.modules`
after the import, and the modules and files that were opened while requests were served.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_lib.bundles.distributions import Bundle
from course_lib.bundles.isolated import answer

ENTRY = "tern_shop.app"
REQUESTS = ("/health", "/product", "/stock/TENT-2P", "/export/csv")
# Runs in a process of its own, with the bundle and the standard library alone. Files are noted
# by an audit hook (PEP 578): it hears of every open(), whoever calls it.
_PROGRAM = """
import asyncio, importlib, json
opened = set()
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.add(arguments[0])
sys.addaudithook(hook)

def files():
    found = {{getattr(m, "__file__", None) for m in list(sys.modules.values())}}
    return sorted(f for f in found if f)

module = importlib.import_module({entry!r})
after_import = files()

async def ask(path):
    statuses = []
    async def receive():
        return {{"type": "http.request", "body": b"", "more_body": False}}
    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
    scope = {{"type": "http", "asgi": {{"version": "3.0"}}, "http_version": "1.1", "method": "GET",
             "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
             "root_path": "", "headers": [], "client": None, "server": None}}
    try:
        await module.app(scope, receive, send)
    except Exception as error:
        return f"{{type(error).__name__}}: {{error}}"
    return statuses[0] if statuses else "no answer"

async def main():
    return {{path: await ask(path) for path in {requests!r}}}

answers = asyncio.run(main())
print(json.dumps({{"after_import": after_import, "after_requests": files(),
                  "opened": sorted(opened), "answers": answers}}))
"""


@dataclass(frozen=True)
class Traced:
    """Names of files of the bundle, by who has seen them, and how each request was answered."""

    static: frozenset[str]
    after_import: frozenset[str]
    after_requests: frozenset[str]
    opened: frozenset[str]
    answers: dict[str, int | str]

    @property
    def needed(self) -> frozenset[str]:
        """All that was seen in use."""
        return self.after_requests | self.opened

    def only_in_use(self) -> list[str]:
        """Files that neither the source nor `sys.modules` after the import knows of."""
        return sorted(self.needed - self.static - self.after_import)

    def never_loaded(self) -> list[str]:
        """Modules that the source names and that were not loaded."""
        return sorted(self.static - self.needed)


def trace(
    bundle: Bundle,
    *,
    entry: str = ENTRY,
    requests: Sequence[str] = REQUESTS,
    static: bool = True,
) -> Traced:
    """Unpack the bundle, import `entry` there, serve `requests`, and note which files were used.

    Starts one process. Raises RuntimeError if the import fails, NoProcessError where there are
    no processes.
    """
    with tempfile.TemporaryDirectory(prefix="bundle-") as place:
        folder = Path(place).resolve()
        bundle.write(folder)
        found = answer(folder, _PROGRAM.format(entry=entry, requests=tuple(requests)))
        sources = static_modules(folder, entry) if static else frozenset()
    return Traced(
        sources,
        _names(folder, found["after_import"]),
        _names(folder, found["after_requests"]),
        _names(folder, found["opened"]),
        # The place is a temporary one: what it is called says nothing.
        {
            p: str(a).replace(f"{folder}/", "") if isinstance(a, str) else a
            for p, a in found["answers"].items()
        },
    )


def static_modules(folder: Path, entry: str) -> frozenset[str]:
    """The files below `folder` that import statements lead to, from `entry`'s source on.

    Nothing is run. The standard library is left out: it does not ship.
    """
    import sys
    from modulefinder import ModuleFinder

    finder = ModuleFinder(path=[str(folder)], excludes=sorted(sys.stdlib_module_names))
    finder.import_hook(entry)
    files = (module.__file__ for module in finder.modules.values())
    return _names(folder, (file for file in files if file))


def _names(folder: Path, paths: Iterable[str]) -> frozenset[str]:
    inside = (Path(path) for path in paths)
    return frozenset(
        path.relative_to(folder).as_posix()
        for path in inside
        if path.is_relative_to(folder) and "__pycache__" not in path.parts
    )
