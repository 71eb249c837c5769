"""The back ends that a check injects: each call's delay, answer, error and clean-up is scripted.

`Stage` makes them and keeps what happened: the start, end and status of each call.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.tracing import Recorder, Span, active_recorder

MOMENT = 1e-9  # two instants that are nearer than this are one
CLOSE = 1e-3  # how far a time may be from its formula, in seconds


@dataclass(frozen=True, slots=True)
class Reply:
    """How one call goes: after `delay` seconds it gives `value`, or raises `error` if there is one.

    A cancelled call takes `cleanup` seconds before it is over.
    """

    delay: float = 0.0
    value: Any = None
    error: BaseException | None = None
    cleanup: float = 0.0


Script = Reply | Sequence[Reply] | Mapping[Any, Reply] | Callable[..., Reply]


class Stage:
    """The injected dependencies of one run, and the record of their calls.

    `peak` is the largest number of calls under way at once, counted in the order in which
    things really happened, so that two calls that meet at one instant are told apart.
    """

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        self.given_errors: list[BaseException] = []  # exception objects that calls returned
        self.running = 0
        self.peak = 0
        self._recorder: Recorder | None = None

    def begin(self) -> None:
        """Called inside the run, before the answer: from here on calls are recorded."""
        self._recorder = active_recorder()

    def now(self) -> float:
        """Seconds since the run began."""
        return self._recorder.now() if self._recorder else 0.0

    def call(self, name: str, script: Script, parameters: Sequence[str] = ()) -> Callable[..., Any]:
        """An async function that answers as scripted.

        `script` is one Reply for all calls, a sequence in the order of the calls (the last one
        repeats), a mapping by first argument, or a function of the arguments. `parameters` are
        names under which arguments may be passed as well.
        """
        made = 0

        async def call(*args: Any, **named: Any) -> Any:
            nonlocal made
            args = _positional(name, args, named, parameters)
            reply = _reply(script, args, made)
            made += 1
            return await self._perform(name, args, reply)

        call.__name__ = call.__qualname__ = name
        return call

    def function(
        self,
        name: str,
        gives: Callable[..., Any] = lambda *args: None,
        parameters: Sequence[str] = (),
    ) -> Any:
        """A plain function; what it hears is kept in `heard` with its arguments.

        `parameters` are names under which arguments may be passed as well.
        """

        def function(*args: Any, **named: Any) -> Any:
            args = _positional(name, args, named, parameters)
            self.heard.append((name, args))
            return gives(*args)

        function.__name__ = function.__qualname__ = name
        return function

    def api(
        self, parameters: Sequence[str] | Mapping[str, Sequence[str]] = (), /, **scripts: Script
    ) -> Api:
        """An object with one async function per service; `parameters` of all, or of each."""
        by_name = parameters if isinstance(parameters, Mapping) else {}
        same = () if by_name else parameters
        return Api({n: self.call(n, s, by_name.get(n, same)) for n, s in scripts.items()})

    async def _perform(self, name: str, args: tuple[Any, ...], reply: Reply) -> Any:
        recorder = active_recorder() or self._recorder
        span = recorder.begin(name, "call", args)
        self.spans.append(span)
        self.running += 1
        self.peak = max(self.peak, self.running)
        status, error = "ok", None
        try:
            await asyncio.sleep(reply.delay)
            if reply.error is not None:
                raise reply.error
            if isinstance(reply.value, BaseException):
                self.given_errors.append(reply.value)
            return reply.value
        except asyncio.CancelledError as stop:
            status, error = "cancelled", stop
            await self._clean_up(recorder, span, reply.cleanup)
            raise
        except BaseException as problem:
            status, error = "failed", problem
            raise
        finally:
            self.running -= 1
            recorder.finish(span, status, error)

    @staticmethod
    async def _clean_up(recorder: Recorder, span: Span, seconds: float) -> None:
        span.cancelled_at = recorder.now()
        try:
            if seconds:
                await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            span.cleaned_up = False
            raise

    # What the record says.

    def of(self, name: str) -> list[Span]:
        """The calls of one service, in the order of their start."""
        return [span for span in self.spans if span.name == name]

    def unfinished(self, instant: float) -> list[Span]:
        """The calls that were still under way after `instant`."""
        return [s for s in self.spans if s.end is None or s.end > instant + MOMENT]

    def idle_slot(self, limit: int, wanted: int) -> tuple[float, int] | None:
        """The first instant at which a slot was free while a call waited: (when, in flight).

        `wanted` is how many calls there are in all. A slot that is free for no time is no gap.
        """
        never = float("inf")
        starts = sorted(span.start for span in self.spans)
        ends = sorted(never if span.end is None else span.end for span in self.spans)
        begun = over = 0
        for now, after in itertools.pairwise(sorted({0.0, *starts, *ends})):
            while begun < len(starts) and starts[begun] <= now + MOMENT:
                begun += 1
            while over < len(ends) and ends[over] <= now + MOMENT:
                over += 1
            if begun - over < limit and begun < wanted and after - now > MOMENT:
                return now, begun - over
        return None


class Api:
    """The services of one run, as attributes: `await api.get_orders(7)`."""

    def __init__(self, calls: Mapping[str, Callable[..., Any]]) -> None:
        self.__dict__.update(calls)

    def __getattr__(self, name: str) -> Any:
        known = ", ".join(f"api.{known}" for known in self.__dict__)
        raise AttributeError(f"There is no api.{name}; there are {known}.", name=name, obj=self)

    def __repr__(self) -> str:
        return f"<api: {', '.join(self.__dict__)}>"


def _positional(
    name: str, args: tuple[Any, ...], named: dict[str, Any], parameters: Iterable[str]
) -> tuple[Any, ...]:
    for parameter in tuple(parameters)[len(args) :]:
        if parameter in named:
            args += (named.pop(parameter),)
    if named:
        unknown = ", ".join(named)
        raise TypeError(f"{name}() got an unexpected keyword argument: {unknown}")
    return args


def _reply(script: Script, args: tuple[Any, ...], made: int) -> Reply:
    if isinstance(script, Reply):
        return script
    if isinstance(script, Mapping):
        try:
            return script[args[0]]
        except (KeyError, IndexError, TypeError):
            return Reply()  # a call that the contract does not know: its arguments are judged
    if callable(script):
        return script(*args)
    return script[min(made, len(script) - 1)]


def group_leaves(error: BaseException | None) -> list[BaseException]:
    """The plain exceptions in `error`: itself, or everything that a group holds."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for part in error.exceptions for leaf in group_leaves(part)]
    return [] if error is None else [error]
