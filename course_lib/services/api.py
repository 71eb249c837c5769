"""The functions that stand for calls over the network, on whatever clock runs."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from course_lib.services.chance import key_of, unit
from course_lib.services.checks import unknown
from course_lib.services.work import hold
from course_lib.tracing import active_recorder

if TYPE_CHECKING:
    from course_lib.services.spec import Service

_z_score = NormalDist().inv_cdf
_JITTER = 0x5851F42D4C957F2D  # keeps the two draws of one call apart


class Api:
    """One function per service: `await api.get_orders(7)`. Made by `Services.connect`."""

    def __init__(self, specs: Mapping[str, Service], seed: int) -> None:
        for name, spec in specs.items():
            make = _blocking_call if spec.blocking else _async_call
            call = make(spec, seed)
            call.__name__ = call.__qualname__ = name
            self.__dict__[name] = call

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(unknown(name, tuple(self.__dict__)), name=name, obj=self)

    def __repr__(self) -> str:
        return f"<api: {', '.join(self.__dict__)}>"


def _async_call(spec: Service, seed: int) -> Callable[..., Any]:
    name, answer, cleanup = spec.name, spec.answer, spec.cleanup
    draw = _luck(spec, seed)
    # A constant is read once: a sweep makes thousands of calls.
    constant = None if callable(spec.delay) or draw else spec.delay

    async def call(*args: Any, **kwargs: Any) -> Any:
        recorder = active_recorder()
        span = recorder.begin(name, "call", args) if recorder else None
        try:
            if constant is None:
                delay, failure = _fate(spec, draw, args, kwargs)
            else:
                delay, failure = constant, None
            await asyncio.sleep(delay)
            if failure is not None:
                raise failure
            value = None if answer is None else answer(*args, **kwargs)
        except asyncio.CancelledError as stop:
            if span is not None:
                span.cancelled_at = recorder.now()
            try:
                if cleanup:
                    await asyncio.sleep(cleanup)
            except asyncio.CancelledError:
                if span is not None:
                    span.cleaned_up = False
                raise
            finally:
                if span is not None:
                    recorder.finish(span, "cancelled", stop)
            raise
        except Exception as error:
            if span is not None:
                recorder.finish(span, "failed", error)
            raise
        if span is not None:
            recorder.finish(span, "ok")
        return value

    return call


def _blocking_call(spec: Service, seed: int) -> Callable[..., Any]:
    draw = _luck(spec, seed)

    def call(*args: Any, **kwargs: Any) -> Any:
        recorder = active_recorder()
        span = recorder.begin(spec.name, "call", args) if recorder else None
        try:
            delay, failure = _fate(spec, draw, args, kwargs)
            hold(delay, "event loop")
            if failure is not None:
                raise failure
            value = None if spec.answer is None else spec.answer(*args, **kwargs)
        except Exception as error:
            if span is not None:
                recorder.finish(span, "failed", error)
            raise
        if span is not None:
            recorder.finish(span, "ok")
        return value

    return call


Draw = Callable[[tuple[Any, ...]], tuple[float, float]]


def _luck(spec: Service, seed: int) -> Draw | None:
    """Draws (failure, jitter) numbers for a call; None if chance plays no part."""
    if not spec.failure and not spec.jitter:
        return None
    asked: dict[str, int] = {}

    def draw(args: tuple[Any, ...]) -> tuple[float, float]:
        # By arguments first, so that calls made together may start in any order; equal calls
        # are told apart by their number. An address in a repr differs from run to run.
        text = repr(args)
        if " at 0x" in text:
            text = ""
        number = asked[text] = asked.get(text, 0) + 1
        key = key_of(f"{spec.name}{text}{number}")
        return unit(seed, key), unit(seed, key ^ _JITTER)

    return draw


def _fate(
    spec: Service, draw: Draw | None, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[float, Exception | None]:
    """How long this call takes, and what it ends with if it fails."""
    delay = spec.delay(*args, **kwargs) if callable(spec.delay) else spec.delay
    if draw is None:
        return delay, None
    failing, spread = draw(args)
    if spec.jitter:
        delay *= math.exp(spec.jitter * _z_score(max(spread, 2.0**-53)))
    failed = failing < spec.failure
    return delay, spec.error(f"{spec.name} did not answer") if failed else None
