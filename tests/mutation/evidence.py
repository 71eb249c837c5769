"""What a program does, seen without its checker: its tree, and a few recorded runs."""

from __future__ import annotations

import ast
import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType, SimpleNamespace
from typing import Any

from course_lib.virtual_time import run
from tests.mutation.edit import FUNCTIONS, called


@dataclass
class Call:
    """One call; `cancels` counts the cancellations it felt, the first at `cancelled_at`."""

    name: str
    args: tuple[Any, ...]
    start: float
    end: float | None = None
    status: str = "running"
    cancels: int = 0
    cancelled_at: float = 0.0


@dataclass
class Seen:
    """One run: its calls in the order of their start, and how it ended; times in seconds."""

    calls: list[Call] = field(default_factory=list)
    value: Any = None
    error: BaseException | None = None
    elapsed: float = 0.0
    leftover: int = 0
    stopped: str = ""

    def asked(self) -> Counter[str]:
        """How often each service was called."""
        return Counter(call.name for call in self.calls)

    def in_turn(self) -> bool:
        """Whether every call began only when the one before had ended."""
        pairs = zip(self.calls, self.calls[1:], strict=False)
        return len(self.calls) > 1 and all(
            a.end is not None and b.start >= a.end - 1e-9 for a, b in pairs
        )

    def late(self) -> list[Call]:
        """The calls that did not begin at once."""
        return [call for call in self.calls if call.start > 1e-9]

    def peak(self) -> int:
        """The largest number of calls under way at the start of one of them."""
        return max(
            (
                sum(o.start <= c.start and (o.end is None or o.end > c.start) for o in self.calls)
                for c in self.calls
            ),
            default=0,
        )


class Recording:
    """Makes the functions that a run injects, and keeps their calls."""

    def __init__(self) -> None:
        self.seen = Seen()

    def function(
        self,
        name: str,
        delay: Callable[..., float],
        value: Callable[..., Any] = lambda *args: args,
        error: Callable[..., BaseException | None] = lambda *args: None,
        cleanup: float = 0.0,
    ) -> Callable[..., Any]:
        async def call(*args: Any, **named: Any) -> Any:
            clock = asyncio.get_running_loop().time
            args += tuple(named.values())
            mine = Call(name, args, clock())
            self.seen.calls.append(mine)
            try:
                await asyncio.sleep(delay(*args))
                if (problem := error(*args)) is not None:
                    raise problem
                mine.status = "ok"
                return value(*args)
            except asyncio.CancelledError:
                mine.status = "cancelled"
                mine.cancels += 1
                mine.cancelled_at = clock()
                try:
                    await asyncio.sleep(cleanup)
                except asyncio.CancelledError:
                    mine.cancels += 1
                    raise
                raise
            except BaseException:
                mine.status = "failed"
                raise
            finally:
                mine.end = clock()

        return call

    def api(self, **services: dict[str, Any]) -> SimpleNamespace:
        """An object with one function a service; the values are options of `function`."""
        return SimpleNamespace(**{n: self.function(n, **o) for n, o in services.items()})


Make = Callable[[Recording], tuple[Any, ...]]
# What the answer defines (a module, where that is more than one thing), a recording -> a coroutine.
Story = Callable[[Any, Recording], Any]


class Evidence:
    """A program with the questions that soundness tests ask."""

    def __init__(self, exercise: str, source: str) -> None:
        self.exercise = exercise
        self.source = source
        self.tree = ast.parse(source)
        self._runs: dict[Any, Seen] = {}

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {c: n for n in ast.walk(self.tree) for c in ast.iter_child_nodes(n)}

    def play(self, make: Make, cancel_at: float | None = None) -> Seen:
        """Run the answer with the arguments that `make` gives; each such run is made once."""
        key = (make, cancel_at)
        if key not in self._runs:
            self._runs[key] = self._run(lambda made, rec: made(*make(rec)), cancel_at)
        return self._runs[key]

    def drive(self, story: Story, cancel_at: float | None = None) -> Seen:
        """Run a story about what the answer defines; each such run is made once."""
        key = (story, cancel_at)
        if key not in self._runs:
            self._runs[key] = self._run(story, cancel_at)
        return self._runs[key]

    def _run(self, story: Story, cancel_at: float | None) -> Seen:
        module = ModuleType("mutant")
        sys.modules["mutant"] = module  # data classes look their module up by name
        recording = Recording()
        try:
            exec(compile(self.tree, "mutant.py", "exec", dont_inherit=True), vars(module))
            made = getattr(module, self.exercise, module)
            limits = {"cancel_at": cancel_at, "time_limit": 600.0, "step_limit": 50_000}
            got = run(story, made, recording, **limits)
        finally:
            del sys.modules["mutant"]
        seen = recording.seen
        seen.value, seen.error, seen.elapsed = got.value, got.exception, got.elapsed
        seen.leftover = len(got.leftover)
        seen.stopped = got.stopped.code if got.stopped else ""
        return seen

    # The tree

    def nodes(self, *kinds: type[ast.AST], inside: ast.AST | None = None) -> Iterator[ast.AST]:
        return (n for n in ast.walk(inside or self.tree) if isinstance(n, kinds))

    def calls(self, *names: str, inside: ast.AST | None = None) -> list[ast.Call]:
        return [n for n in self.nodes(ast.Call, inside=inside) if called(n) in names]

    def mentions(self, *names: str, inside: ast.AST | None = None) -> bool:
        return any(
            (n.id if isinstance(n, ast.Name) else n.attr) in names
            for n in self.nodes(ast.Name, ast.Attribute, inside=inside)
        )

    def keyword(self, call: ast.Call, name: str) -> ast.expr | None:
        return next((k.value for k in call.keywords if k.arg == name), None)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self.parents:
            node = self.parents[node]
            yield node

    def repeated(self, node: ast.AST) -> bool:
        """Whether a node stands in a loop or comprehension of its own function."""
        for outer in self.around(node):
            if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
                return False
            if isinstance(outer, (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp,
                                  ast.DictComp, ast.GeneratorExp)):  # fmt: skip
                return True
        return False

    def handlers(self, *names: str) -> list[ast.ExceptHandler]:
        """The except clauses that name one of these; "" stands for a bare one."""
        return [h for h in self.nodes(ast.ExceptHandler) if set(names) & self.caught(h)]

    @staticmethod
    def caught(handler: ast.ExceptHandler) -> set[str]:
        if handler.type is None:
            return {""}
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return {k.attr if isinstance(k, ast.Attribute) else getattr(k, "id", "?") for k in kinds}
