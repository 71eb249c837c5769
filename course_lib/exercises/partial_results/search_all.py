"""`search_all`: many providers, some down; enough answers, or one error that tells of all."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable, Mapping
from itertools import permutations
from typing import Any

from course_lib.exercises.beliefs import one_after_another
from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.partial_results.lesson import (
    LESSON,
    TICKET,
    formats,
    swallows_cancellation,
    try_in_a_loop,
)
from course_lib.exercises.stage import CLOSE, Reply, Stage
from course_lib.exercises.troubles import of_exception
from course_lib.exercises.words import listed, number, seconds, shown

NAMES = ("maps", "guides", "forum", "shop")


def _search(
    bench: Bench, replies: Mapping[str, Reply], min_ok: int, story: str, **options: Any
) -> Play:
    stage = bench.stage()
    providers = {name: _provider(stage, name, reply) for name, reply in replies.items()}
    ideal = max((reply.delay for reply in replies.values()), default=0.0)
    args = (providers, "tarp", min_ok)
    options.setdefault("requirement", "hits")
    return bench.play("search_all", *args, stage=stage, story=story, ideal=ideal, **options)


def _provider(stage: Stage, name: str, reply: Reply) -> Callable[..., Any]:
    """One provider: its list of hits is a new one each time, and its own name says nothing."""

    def answer(*query: Any) -> Reply:
        hits = None if reply.value is None else list(reply.value)
        return Reply(reply.delay, hits, reply.error, reply.cleanup)

    provider = stage.call(name, answer, ("query",))
    provider.__name__ = provider.__qualname__ = "search"
    return provider


def _fresh(replies: Mapping[str, Reply]) -> dict[str, Reply]:
    """Errors of their own for this run: notes would pile up on shared ones."""
    copies = {}
    for name, reply in replies.items():
        error = reply.error
        if error is not None:
            error = type(error)(*error.args)
        copies[name] = Reply(reply.delay, reply.value, error, reply.cleanup)
    return copies


def _tried(bench: Bench, replies: Mapping[str, Reply], min_ok: int, story: str) -> None:
    replies = _fresh(replies)
    play = _search(bench, replies, min_ok, story)
    errors = {name: reply.error for name, reply in replies.items() if reply.error}
    if len(replies) - len(errors) >= min_ok:
        _enough(play, replies, errors, min_ok)
    else:
        ended = sorted(errors, key=lambda name: replies[name].delay)
        _too_few(play, errors, [errors[name] for name in ended])
    _noted(play, errors)
    play.called_once("start", dict.fromkeys(replies, ("tarp",)))
    play.started_at_once("start")
    play.took("time", play.ideal)
    play.nothing_left("time")


def _enough(
    play: Play, replies: Mapping[str, Reply], errors: Mapping[str, Exception], min_ok: int
) -> None:
    count = len(replies) - len(errors)
    if play.error is not None and _from_a_provider(play.error, errors):
        said = f"{number(count, 'provider')} of {len(replies)} answered and {min_ok} had to"
        message = f"{said}, but search_all raised {type(play.error).__name__}."
        facts = {"exactly": count == min_ok, "empty": _any_empty(replies)}
        play.missed("enough", "refused-enough", message, **facts)
        return
    play.answered("hits")
    value = play.value
    if not isinstance(value, tuple) or len(value) != 2:
        message = f"Returned {shown(value)}; a tuple (hits, failed) was expected."
        play.missed("hits", "wrong-shape", message)
        return
    _hits(play, replies)
    _failed(play, errors, replies)
    play.met("enough", f"{count} answered, {min_ok} had to")


def _from_a_provider(error: BaseException, errors: Mapping[str, Exception]) -> bool:
    return isinstance(error, ExceptionGroup) or any(error is known for known in errors.values())


def _any_empty(replies: Mapping[str, Reply]) -> bool:
    return any(reply.error is None and reply.value == [] for reply in replies.values())


def _hits(play: Play, replies: Mapping[str, Reply]) -> None:
    hits = play.value[0]
    expected = [hit for r in replies.values() if r.error is None for hit in r.value]
    if same(hits, expected):
        play.met("hits", "the hits of each provider, in provider order")
        return
    message = f"hits is {shown(hits)}; {shown(expected)} was expected."
    if not isinstance(hits, list):
        play.missed("hits", "wrong-shape", message)
    elif sorted(map(str, hits)) == sorted(map(str, expected)):
        ended = sorted(replies.values(), key=lambda reply: reply.delay)
        as_ended = [hit for r in ended if r.error is None for hit in r.value]
        play.missed("hits", "wrong-order", message, completion=same(hits, as_ended))
    else:
        play.missed("hits", "wrong-hits", message)


def _failed(play: Play, errors: Mapping[str, Exception], replies: Mapping[str, Reply]) -> None:
    failed = play.value[1]
    if not isinstance(failed, dict):
        message = f"failed is {shown(failed)}; a dict from name to exception was expected."
        play.missed("failed", "wrong-shape", message)
        return
    if set(failed) != set(errors):
        message = f"failed names {shown(list(failed))}; {shown(list(errors))} was expected."
        empty = any(n in replies and not replies[n].error and not replies[n].value for n in failed)
        play.missed("failed", "wrong-failed", message, empty=empty)
        return
    for name, error in errors.items():
        if failed[name] is not error:
            message = f"failed[{name!r}] is {failed[name]!r}; the exception itself was expected."
            new = isinstance(failed[name], BaseException)
            typeless = new and not isinstance(failed[name], type(error))
            play.missed("failed", "wrong-error", message, typeless=typeless)
            return
    play.met("failed", "each failed provider with its own exception")


def _too_few(play: Play, errors: Mapping[str, Exception], as_ended: list[Exception]) -> None:
    error = play.error
    expected = list(errors.values())
    if error is None:
        message = f"Too few providers answered, and search_all returned {shown(play.value)}."
        play.missed("group", "error-lost", message)
        return
    if not isinstance(error, BaseExceptionGroup):
        if any(error is known for known in expected):
            message = (
                f"Of {number(len(expected), 'error')} {error!r} came out by itself; "
                "all belong in a group."
            )
            play.missed("group", "one-error", message, several=len(expected) > 1)
        else:
            trouble = of_exception(error)
            message = f"Too few providers answered, and no group came out. {trouble.message}"
            typeless = any(str(known) in str(error) for known in expected)
            play.missed("group", "wrong-error", message, typeless=typeless, details=trouble.details)
        return
    _group(play, error, expected, as_ended)


def _group(
    play: Play,
    error: BaseExceptionGroup,
    expected: list[Exception],
    as_ended: list[Exception],
) -> None:
    held = list(error.exceptions)
    if error.message != "search failed":
        message = f"The group's message is {error.message!r}; 'search failed' was expected."
        play.missed("group", "wrong-message", message)
    if len(held) == len(expected) and all(a is b for a, b in zip(held, expected, strict=True)):
        play.met("group", f"a group of {number(len(held), 'error')}, in provider order")
        return
    said = f"The group holds {listed(map(repr, held))}"
    if {id(e) for e in held} == {id(e) for e in expected}:
        message = f"{said}: not in the order of the providers."
        completion = list(map(id, held)) == list(map(id, as_ended))
        play.missed("group", "wrong-order", message, completion=completion)
    elif all(any(a is b for b in expected) for a in held):
        message = f"{said}; {number(len(expected), 'provider')} failed."
        play.missed("group", "lost-errors", message, several=len(held) == 1)
    else:
        message = f"{said}, not the exceptions that the providers raised."
        kinds = {type(e) for e in expected}
        play.missed("group", "wrong-error", message, typeless=kinds.isdisjoint(map(type, held)))


def _noted(play: Play, errors: Mapping[str, Exception]) -> None:
    """Each original exception carries `provider: NAME`, once."""
    for name, error in errors.items():
        notes = getattr(error, "__notes__", [])
        count = notes.count(f"provider: {name}")
        if count != 1:
            message = (
                f"The error of {name} has the notes {shown(notes)}; "
                f"{f'provider: {name}'!r} was expected, once."
            )
            play.missed("notes", "no-note" if not count else "noted-twice", message)
            return
    if errors:
        play.met("notes", "each error names its provider")


def _reply(name: str, delay: float, hits: int = 2) -> Reply:
    return Reply(delay, [f"{name} hit {i}" for i in range(hits)])


def _down(delay: float, text: str = "connection refused") -> Reply:
    return Reply(delay, error=ConnectionError(text))


def all_providers_answer(bench: Bench) -> None:
    """All answer, in several orders of completion, whatever min_ok is."""
    needed = [*bench.random.sample(range(1, 5), 4), 4, 0]
    for min_ok, delays in zip(needed, list(permutations((0.45, 0.2, 0.3, 0.1)))[::4], strict=True):
        replies = {
            n: _reply(n, d, 1 + i) for i, (n, d) in enumerate(zip(NAMES, delays, strict=True))
        }
        _tried(bench, replies, min_ok, "four providers that all answer")


def some_providers_are_down(bench: Bench) -> None:
    """Enough answers: more than needed, exactly as many, and none needed."""
    for delays in permutations((0.4, 0.15, 0.3)):
        replies = {
            "maps": _down(delays[0]),
            "guides": _reply("guides", delays[1]),
            "forum": _reply("forum", delays[2], 3),
            "shop": Reply(0.25, error=TimeoutError("late")),
        }
        for min_ok in (0, 1, 2):
            _tried(bench, replies, min_ok, f"two of four providers are down, {min_ok} must answer")


def too_few_providers_answer(bench: Bench) -> None:
    """Fewer than min_ok answer: one error that tells of all."""
    for delays in permutations((0.4, 0.15, 0.3)):
        replies = {
            "maps": _down(delays[0]),
            "guides": _reply("guides", delays[1]),
            "forum": Reply(delays[2], error=TimeoutError("no answer")),
        }
        for min_ok in (2, 3):
            _tried(bench, replies, min_ok, f"one of three answers, {min_ok} must")
    everything = {n: _down(d) for n, d in zip(NAMES, (0.3, 0.1, 0.2, 0.2), strict=True)}
    _tried(bench, everything, 1, "every provider is down with the same message")
    one = {"maps": _down(0.2)}
    _tried(bench, one, 1, "the only provider is down")


def all_down_and_none_needed(bench: Bench) -> None:
    """Nobody answers, and min_ok is 0."""
    replies = {n: _down(d, n) for n, d in zip(NAMES, (0.2, 0.2, 0.1, 0.3), strict=True)}
    _tried(bench, replies, 0, "every provider is down, and none must answer")


def a_slow_day(bench: Bench) -> None:
    """A provider has no time limit: the search waits as long as it takes."""
    replies = {"maps": _reply("maps", 90.0), "guides": _down(0.2), "forum": _reply("forum", 600.0)}
    _tried(bench, replies, 1, "providers that take minutes")


def notes_of_their_own(bench: Bench) -> None:
    """An error that carries a note already keeps it."""
    error = ConnectionError("refused")
    error.add_note("after two attempts")
    replies = {"maps": _reply("maps", 0.2), "guides": Reply(0.1, error=error)}
    play = _search(bench, replies, 1, "an error that carries a note already")
    play.answered("hits")
    _noted(play, {"guides": error})
    if "after two attempts" not in getattr(error, "__notes__", []):
        message = "The error of guides came with a note of its own, and it is gone."
        play.missed("notes", "lost-note", message)


def no_hits_are_an_answer(bench: Bench) -> None:
    """An empty list of hits counts."""
    replies = {"maps": Reply(0.3, []), "guides": Reply(0.1, []), "forum": _down(0.2)}
    _tried(bench, replies, 2, "two providers answer with no hits, two must answer")
    mixed = {"maps": Reply(0.1, []), "guides": _reply("guides", 0.2)}
    _tried(bench, mixed, 2, "one provider answers with no hits, two must answer")


def odd_hits(bench: Bench) -> None:
    """Hits that repeat, that are nothing, and that are exceptions."""
    note = ValueError("a hit that is an exception")
    replies = {"maps": Reply(0.3, [None, "same"]), "guides": Reply(0.1, ["same", 0, note])}
    _tried(bench, replies, 2, "hits that repeat, and hits that are nothing")


def no_providers(bench: Bench) -> None:
    """No providers and min_ok 0 give nothing."""
    for _ in range(2):
        play = _search(bench, {}, 0, "no providers")
        play.answered("hits")
        if not same(play.value, ([], {})):
            message = f"No providers gave {shown(play.value)}; ([], {{}}) was expected."
            play.missed("hits", "empty-input", message)
            return
        play.value[0].append("from another visit")
        play.value[1]["another"] = "visit"


def two_searches_at_once(bench: Bench) -> None:
    """Two searches that run together share nothing."""
    search, stage = bench.answer.objects["search_all"], bench.stage()
    tables = [
        {
            n: _provider(stage, f"{n}{i}", Reply(d, [f"{n}{i}"]))
            for n, d in zip("ab", delays, strict=True)
        }
        for i, delays in enumerate(((0.3, 0.1), (0.2, 0.4)))
    ]

    async def both() -> Any:
        stage.begin()
        return await asyncio.gather(*(search(table, "tarp", 1) for table in tables))

    play = bench.perform(both, stage, "two searches at the same time", 0.4, "hits")
    play.answered("hits")
    expected = [(["a0", "b0"], {}), (["a1", "b1"], {})]
    if same(play.value, expected):
        return
    message = f"Two searches that run together gave {shown(play.value)}"
    if _strangers(play.value):
        play.missed("hits", "mixed-up", f"{message}; they share something.")
    else:
        play.missed("hits", "wrong-hits", f"{message}; {shown(expected)} was expected.")


def _strangers(answers: Any) -> bool:
    """Whether a search holds a hit that only the other search found."""
    return any(str(1 - i) in shown(answer) for i, answer in enumerate(answers))


def the_same_search_twice(bench: Bench) -> None:
    """A second search asks again; a provider may give the very list that it gave before."""
    search, stage = bench.answer.objects["search_all"], bench.stage()
    kept = ["kept"]
    replies = [Reply(0.2, ["first"]), Reply(0.2, ["second"])]
    providers = {
        "maps": stage.call("maps", Reply(0.1, kept), ("query",)),
        "guides": stage.call("guides", replies, ("query",)),
    }

    async def twice() -> Any:
        stage.begin()
        return [await search(providers, "tarp", 1) for _ in range(2)]

    play = bench.perform(twice, stage, "the same search, twice", 0.4, "start")
    play.answered("start")
    if kept != ["kept"]:
        message = f"A provider keeps its list of hits, and your code made {shown(kept)} of it."
        play.missed("hits", "wrong-hits", message)
    elif not same(play.value, [(["kept", "first"], {}), (["kept", "second"], {})]):
        message = f"Two searches, one after the other, gave {shown(play.value)}."
        play.missed("start", "not-asked-again", message)


def caller_is_cancelled(bench: Bench) -> None:
    """A cancelled search ends with CancelledError."""
    replies = {n: _reply(n, d) for n, d in zip(NAMES, (0.5, 0.1, 0.3, 0.4), strict=True)}
    replies["shop"] = _down(0.05)
    story = f"a caller that is cancelled at {seconds(0.2)}"
    play = _search(bench, _fresh(replies), 1, story, requirement="leaves", cancel_at=0.2)
    play.cancelled("leaves", 0.2)


def _all_or_nothing(evidence: Evidence) -> bool:
    """Nothing in the code keeps one provider's error from ending the search."""
    code = evidence.code
    reads = code.calls("exception", "wait", "result") or code.gathers_exceptions()
    return (
        "refused-enough" in evidence.codes
        and not any(True for _ in code.nodes(ast.Try, ast.TryStar))
        and not reads
    )


def _nameless(evidence: Evidence) -> bool:
    code = evidence.code
    noted = code.calls("add_note") or code.mentions("__notes__")
    return bool(evidence.symptom.play.spans) and not noted and not _all_or_nothing(evidence)


def _early(evidence: Evidence) -> bool:
    """It returned at the moment of an answer, with others under way; code compares min_ok."""
    code, play = evidence.code, evidence.symptom.play
    end = play.run.elapsed
    answered = any(s.status == "ok" and s.end and abs(s.end - end) < CLOSE for s in play.spans)
    clock = any(k.arg == "timeout" for call in code.calls("wait") for k in call.keywords)
    if play.error is not None or clock or "not-called" in evidence.codes:
        return False
    if end >= play.ideal - CLOSE or not answered:
        return False
    return any(code.refers(node, "min_ok") for node in code.nodes(ast.Compare))


def _strict(evidence: Evidence) -> bool:
    """Refused with exactly `min_ok` answers, none of them empty, by a comparison."""
    code = evidence.code
    exactly = evidence.facts.get("exactly", False) and not evidence.facts.get("empty", False)
    compared = [n for n in code.nodes(ast.Compare) if code.refers(n, "min_ok")]
    return exactly and any(not _at_least(n) for n in compared)


def _at_least(node: ast.Compare) -> bool:
    """`good < min_ok`, `good >= min_ok`, or the same from the other side: they are right."""
    left, right = (isinstance(n, ast.Name) and n.id == "min_ok" for n in _sides(node))
    op = node.ops[0]
    return (right and isinstance(op, (ast.Lt, ast.GtE))) or (
        left and isinstance(op, (ast.Gt, ast.LtE))
    )


def _sides(node: ast.Compare) -> tuple[ast.expr, ast.expr]:
    return node.left, node.comparators[0]


def _counts_hits(evidence: Evidence) -> bool:
    """`len(hits)` is compared with min_ok, and `hits` is what is returned."""
    code = evidence.code
    returned = {
        node.value.elts[0].id
        for node in code.nodes(ast.Return)
        if isinstance(node.value, ast.Tuple) and isinstance(node.value.elts[0], ast.Name)
    }
    return any(
        code.mentions("min_ok", inside=node)
        and any(code.mentions(*returned, inside=call) for call in code.calls("len", inside=node))
        for node in code.nodes(ast.Compare)
    )


def _truth(evidence: Evidence) -> bool:
    """Answers are sorted by their truth value or length, so an empty list is a failure."""
    code = evidence.code
    asks = (ast.If, ast.IfExp, ast.BoolOp, ast.Match)
    tests = any(True for _ in code.nodes(*asks)) or bool(code.calls("len", "bool", "filter", "any"))
    tests = tests or code.any(ast.comprehension, lambda node: bool(node.ifs))
    # Who counts hits gives too few answers out as enough as well.
    counts_hits = "error-lost" in evidence.codes
    return bool(evidence.facts.get("empty")) and tests and not counts_hits


def _formats(evidence: Evidence) -> bool:
    """The text of the old error went into a new one of another type."""
    code = evidence.code
    return evidence.facts.get("typeless", False) and formats(code)


def _several(evidence: Evidence) -> bool:
    """Several were down, and the code picks one: it raises it, or puts it into the group."""
    code = evidence.code
    raised = [n.exc for n in code.nodes(ast.Raise) if n.exc is not None]
    groups = [exc for exc in raised if code.called(exc) in ("ExceptionGroup", "BaseExceptionGroup")]
    held = [argument for group in groups for argument in group.args[1:]]
    picked = any(
        code.calls("next", inside=a)
        or any(True for _ in code.nodes(ast.Slice, ast.Constant, inside=a))
        or (isinstance(a, ast.List) and len(a.elts) == 1 and not isinstance(a.elts[0], ast.Starred))
        for a in held
    )
    one = len(raised) > len(groups) if evidence.symptom.code == "one-error" else picked
    return bool(evidence.facts.get("several")) and one and not _all_or_nothing(evidence)


SLOW = frozenset({"late-start", "too-slow"})


MISCONCEPTIONS = (
    Misconception(
        "the exception knows where it came from",
        '"connection refused" three times: which provider? Add the name with add_note (PEP 678) '
        "before raising.",
        frozenset({"no-note"}),
        _nameless,
    ),
    Misconception(
        "one error is enough to report",
        "Several providers were down and the caller hears of one; raise an ExceptionGroup with "
        "all of them.",
        frozenset({"one-error", "lost-errors"}),
        _several,
    ),
    Misconception(
        "wrap errors by formatting them",
        "A new error made from the text of the old one has lost its type, so the caller's "
        "`except* ConnectionError` does not match any more; keep the original objects.",
        frozenset({"wrong-error"}),
        _formats,
    ),
    Misconception(
        "at least n means more than n",
        "Exactly `min_ok` successes are enough; your comparison threw away a valid answer.",
        frozenset({"refused-enough"}),
        _strict,
    ),
    Misconception(
        "enough is enough",
        "You returned as soon as `min_ok` had answered, lost the hits of the slower providers and "
        "left them running.",
        frozenset({"wrong-hits", "too-early", "left-running", "wrong-failed"}),
        _early,
    ),
    Misconception(
        "as many hits as answers",
        "You compared the number of hits with `min_ok`; one provider can give many hits, or none. "
        "Count the providers that answered.",
        frozenset({"error-lost", "refused-enough"}),
        _counts_hits,
    ),
    Misconception(
        "an empty answer is a failure",
        '"No hits" is a perfectly good answer; you counted it as a failed provider. '
        "Test for an exception, not for truth.",
        frozenset({"refused-enough", "wrong-failed"}),
        _truth,
    ),
    Misconception(
        "a bare except only catches errors",
        "The handler also caught CancelledError: when the caller left, each provider counted as "
        "failed instead of stopping. Catch Exception.",
        frozenset({"cancellation-lost"}),
        swallows_cancellation,
    ),
    Misconception(
        "a page is complete or it is an error",
        "One provider that is down took the whole search with it; keep the outcome of each, and "
        "count afterwards.",
        frozenset({"refused-enough"}),
        _all_or_nothing,
    ),
    Misconception(
        "outcomes arrive in the order asked",
        "What you joined is in completion order; keep the provider's name or place with each "
        "outcome, and join in the order of `providers`.",
        frozenset({"wrong-order"}),
        lambda e: e.facts.get("completion", False),
    ),
    Misconception(
        "try/except needs one call at a time",
        "One provider after another: the delays add up. Put the try inside a coroutine and run "
        "those together.",
        SLOW,
        lambda e: one_after_another(e.symptom.play) and try_in_a_loop(e.code),
    ),
)

SEARCH_ALL = Exercise(
    id="search_all",
    lesson=LESSON,
    ticket=TICKET,
    title="Search everywhere, and say who did not answer",
    rank="stretch",
    names=(Required("search_all", "async", ("providers", "query", "min_ok")),),
    contract=(
        "`async def search_all(providers, query, min_ok) -> (hits, failed)`. `providers` maps a "
        "name to an async function of the query that gives a list of hits. Ask all at once and "
        "wait for all. `hits` is one list, joined in provider order; `failed` maps a name to the "
        "exception that its provider raised, with the note `provider: NAME` added once. With fewer "
        'than `min_ok` successes raise `ExceptionGroup("search failed", [...])` of the original '
        "exceptions in provider order. No hits are a success. A cancelled caller gets "
        "CancelledError."
    ),
    requirements=(
        Requirement(
            "hits",
            "Returns (hits, failed); hits is one list, joined in provider order.",
            "the hits of each provider, in provider order",
        ),
        Requirement(
            "failed",
            "failed maps the name of each failed provider to the exception it raised.",
            "each failed provider with its own exception",
        ),
        Requirement(
            "notes",
            "Each exception carries the note `provider: NAME`, once.",
            "each error names its provider",
        ),
        Requirement(
            "enough",
            "min_ok successes are enough, and an answer without hits is one.",
            "a result when min_ok or more answered",
        ),
        Requirement(
            "group",
            "With fewer successes it raises ExceptionGroup('search failed', ...), "
            "in provider order.",
            "all original exceptions in one group",
        ),
        Requirement(
            "start", "Asks each provider once, all at the start.", "each call starts at 0.000 s"
        ),
        Requirement(
            "time", "Takes as long as the slowest provider.", "the longest delay, nothing left over"
        ),
        Requirement("leaves", "A cancelled caller gets CancelledError.", "CancelledError"),
    ),
    hints=(
        "Count answers, not hits.",
        "Keep names and results together.",
        "`e.add_note(...)`, and `raise ExceptionGroup(...)`.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        all_providers_answer,
        some_providers_are_down,
        too_few_providers_answer,
        all_down_and_none_needed,
        a_slow_day,
        notes_of_their_own,
        no_hits_are_an_answer,
        odd_hits,
        no_providers,
        two_searches_at_once,
        the_same_search_twice,
        caller_is_cancelled,
    ),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-hits",
            "wrong-order",
            "wrong-failed",
            "wrong-error",
            "no-note",
            "noted-twice",
            "lost-note",
            "refused-enough",
            "one-error",
            "lost-errors",
            "wrong-message",
            "error-lost",
            "empty-input",
            "mixed-up",
            "not-asked-again",
            "called-twice",
            "not-called",
            "wrong-arguments",
            "late-start",
            "too-slow",
            "too-early",
            "left-running",
            "cancellation-lost",
        }
    ),
)
