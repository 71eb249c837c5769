"""What a demo shows, without any picture: services, variants, knobs, the ideal."""

from __future__ import annotations

import inspect
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from course_lib.demos.graph import Graph
from course_lib.demos.knobs import Knob, Position, Settings, assemble
from course_lib.services import Services
from course_lib.services.checks import unknown
from course_lib.services.graph import Path, critical_path
from course_lib.virtual_time import Run, guards

Variant = Callable[..., Any]
Ideal = float | Callable[..., float]


@dataclass
class Page:
    """Services, variants, knobs and the ideal, checked; runs variants on the virtual clock.

    With a `graph`, variants and the ideal may name `graph`: what each call needs, as the
    knobs stand. The ideal is its critical path, unless another one is given.
    """

    title: str
    services: Services
    variants: Mapping[str, Variant]
    knobs: Mapping[str, Knob]
    ideal: Ideal | None = None
    graph: Graph | None = None

    @classmethod
    def make(
        cls,
        title: str,
        services: Services,
        variants: Mapping[str, Variant],
        knobs: Iterable[Knob | str],
        ideal: Ideal | None,
        graph: Graph | None = None,
    ) -> Page:
        """Check everything; whatever is wrong is a ValueError with one sentence."""
        if not isinstance(services, Services):
            raise ValueError(f"services must be Services(...), and {services!r} is not.")
        if not isinstance(variants, Mapping) or not variants:
            raise ValueError('A demo needs variants: {"before": before, "after": after}.')
        if graph is not None:
            _check_graph(graph, services)
            knobs = [*graph.knobs(), *knobs]
        named = assemble(services, knobs)
        known = {*named, "graph"} if graph is not None else set(named)
        for name, variant in variants.items():
            _check_variant(name, variant, known)
        page = cls(title, services, dict(variants), named, ideal, graph)
        page.ideal_seconds(Settings(named))
        return page

    def has_chance(self) -> bool:
        """True if two seeds can give two results."""
        turned = {knob.sets for knob in self.knobs.values()} & {"failure", "jitter"}
        return bool(turned) or any(s.failure or s.jitter for s in self.services)

    def settings(self, changes: Mapping[str, Any] | None = None) -> Settings:
        """The knobs' first positions, changed."""
        return Settings(self.knobs, changes)

    def prepared(self, variant: str, settings: Settings) -> tuple[Variant, dict[str, Position]]:
        """The variant's function and the positions of the knobs that it names."""
        function = self.variant(variant)
        own = {n: settings[n] for n in _knobs_of(function) if n in self.knobs}
        if self.graph is not None and "graph" in _knobs_of(function):
            own["graph"] = self.graph.at(settings)
        return function, own

    def start(self, variant: str, settings: Settings) -> Callable[[], Any]:
        """A function without arguments that gives the variant's coroutine."""
        function, own = self.prepared(variant, settings)
        api = settings.tune(self.services).connect(settings.seed)
        return partial(function, api, **own)

    def variant(self, name: str) -> Variant:
        """The variant of that name; a ValueError names the nearest."""
        if name not in self.variants:
            raise ValueError(unknown(name, tuple(self.variants), "variant"))
        return self.variants[name]

    def run(self, variant: str, settings: Settings) -> Run:
        """One run on the virtual clock."""
        start = self.start(variant, settings)
        with guards(getattr(self.variants[variant], "__globals__", None)) as batch:
            run = batch.run(start)
        let_go(run.exception)
        return run

    def ideal_seconds(self, settings: Settings) -> float | None:
        """The ideal for these positions, in seconds; None if there is none."""
        if self.ideal is not None:
            return self.evaluate(self.ideal, settings, "The ideal")
        path = self.critical(settings)
        return None if path is None else path.seconds

    def critical(self, settings: Settings) -> Path | None:
        """The critical path of the graph for these positions; None without a graph."""
        if self.graph is None:
            return None
        return critical_path(self.graph.at(settings), settings.tune(self.services).delays)

    def evaluate(self, formula: Ideal, settings: Settings, what: str) -> float:
        """`formula`, a number or a function that names what it needs.

        It may name `services`, `delays` (seconds by service name) or any knob.
        """
        if not callable(formula):
            return float(formula)
        services = settings.tune(self.services)
        known = {**settings, "services": services, "delays": services.delays}
        if self.graph is not None:
            known["graph"] = self.graph.at(settings)
        wanted = _parameters(formula)
        for name in wanted:
            if name not in known:
                raise ValueError(f"{what}: {unknown(name, tuple(known), 'value')}")
        return round(float(formula(**{name: known[name] for name in wanted})), 9)


def let_go(error: BaseException | None) -> None:
    """Empty the frames that an error holds, now and in silence.

    They may hold coroutines that nobody awaited; Python would warn of those whenever
    the error happens to be collected, in the middle of some other cell.
    """
    if error is None:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        seen: set[int] = set()
        errors = [error]
        while errors:
            error = errors.pop()
            if id(error) in seen:
                continue
            seen.add(id(error))
            traceback.clear_frames(error.__traceback__)
            errors += [e for e in (error.__cause__, error.__context__) if e is not None]
            if isinstance(error, BaseExceptionGroup):
                errors += error.exceptions


def _parameters(function: Callable[..., Any]) -> list[str]:
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [p.name for p in inspect.signature(function).parameters.values() if p.kind in kinds]


def _knobs_of(function: Variant) -> list[str]:
    return [
        p.name
        for p in inspect.signature(function).parameters.values()
        if p.kind is inspect.Parameter.KEYWORD_ONLY
    ]


def _check_graph(graph: Any, services: Services) -> None:
    if not isinstance(graph, Graph):
        raise ValueError(f"graph must be Graph({{...}}), and {graph!r} is not.")
    for name in graph.needs:
        if name not in services.delays:
            raise ValueError(f"The graph: {unknown(name, tuple(services.delays))}")


def _check_variant(name: str, variant: Any, knobs: set[str]) -> None:
    if inspect.iscoroutine(variant):
        variant.close()
        raise ValueError(f"The variant {name!r} was called; give the function itself, without ().")
    if not inspect.iscoroutinefunction(variant):
        raise ValueError(
            f"The variant {name!r} is not an async function; write: async def {name}(api): ..."
        )
    parameters = inspect.signature(variant).parameters.values()
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in positional if p.default is p.empty]
    if not positional or len(needed) > 1:
        raise ValueError(
            f"The variant {name!r} must take one argument called api; "
            f"knobs come after a star: async def {variant.__name__}(api, *, limit)."
        )
    for p in parameters:
        if p.kind is p.KEYWORD_ONLY and p.default is p.empty and p.name not in knobs:
            raise ValueError(
                f"The variant {name!r}: {unknown(p.name, tuple(sorted(knobs)), 'knob')}"
            )
