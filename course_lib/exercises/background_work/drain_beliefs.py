"""The beliefs that wrong drains show."""

from __future__ import annotations

import ast
import asyncio

from course_lib.exercises.bench import Play
from course_lib.exercises.code import Code
from course_lib.exercises.model import Evidence, Misconception
from course_lib.exercises.stage import MOMENT

WAITERS = ("wait", "wait_for", "gather", "as_completed", "timeout", "timeout_at", "TaskGroup")


def _main(code: Code) -> ast.AsyncFunctionDef:
    return next(f for f in code.nodes(ast.AsyncFunctionDef) if f.name == "drain")


def _limit(code: Code) -> str:
    """The name of the second parameter."""
    return _main(code).args.args[1].arg


def _waits_on_nothing(evidence: Evidence) -> bool:
    error = evidence.symptom.play.error
    empty = isinstance(error, ValueError) and "empty" in str(error).lower()
    return empty and bool(evidence.code.calls("wait"))


def _loops_live(evidence: Evidence) -> bool:
    error = evidence.symptom.play.error
    return isinstance(error, RuntimeError) and "changed size" in str(error)


def _copies(code: Code) -> bool:
    copiers = ("set", "list", "tuple", "frozenset", "copy", "sorted", "dict")
    made = [c for c in code.calls(*copiers) if not isinstance(code.parents.get(c), ast.Await)]
    made += code.nodes(ast.Starred)
    # What is copied after the wait is only what is left.
    waits = [node.lineno for node in code.nodes(ast.Await, inside=_main(code))]
    first = min(waits, default=0)
    return any(code.mentions("tasks", inside=node) and node.lineno < first for node in made)


def _counts_live_set(evidence: Evidence) -> bool:
    """The report is all zeros, it is made from bg.tasks, and no copy was taken."""
    return evidence.facts.get("zero", False) and not _copies(evidence.code)


def _reads_cancelled(evidence: Evidence) -> bool:
    """exception() of a cancelled task, by code that never asks whether it was cancelled."""
    code = evidence.code
    raised = isinstance(evidence.symptom.play.error, asyncio.CancelledError)
    return raised and bool(code.calls("exception", "result")) and not code.calls("cancelled")


def _limit_each(evidence: Evidence) -> bool:
    """The whole limit is given inside a loop."""
    code, facts = evidence.code, evidence.facts
    limit = _limit(code)
    return facts.get("deadline", False) and any(
        _whole(argument, limit)
        for call in code.calls("wait_for", "timeout", "wait")
        if any(code.in_loop(c) and not _one_in_all(code, c) for c in _sites(code, call))
        for argument in [*call.args, *(k.value for k in call.keywords)]
    )


def _sites(code: Code, call: ast.Call) -> list[ast.Call]:
    """A call, and the calls of the helper that it stands in."""
    return [call, *code.calls(getattr(code.function_of(call), "name", ""))]


def _whole(node: ast.AST, limit: str) -> bool:
    return isinstance(node, ast.Name) and node.id == limit


def _one_in_all(code: Code, call: ast.Call) -> bool:
    """A waiter inside a comprehension whose members are awaited together has one limit."""
    outer = [n for n in code.around(call) if isinstance(n, ast.Call)]
    return any(code.called(node) in ("gather", "wait") for node in outer)


def _sleeps(evidence: Evidence) -> bool:
    """It sleeps, and was too slow where everybody had long been done."""
    code = evidence.code
    return not evidence.facts.get("deadline", True) and bool(code.calls("sleep"))


def _no_limit(evidence: Evidence) -> bool:
    """The limit is used nowhere."""
    limit = _limit(evidence.code)
    return not any(name.id == limit for name in evidence.code.nodes(ast.Name))


def _cancels_again(evidence: Evidence) -> bool:
    """cancel() stands in a loop inside a loop, or twice."""
    code = evidence.code
    calls = [c for c in code.calls("cancel") if not _of_a_timer(code, c)]
    return len(calls) > 1 or any(
        sum(isinstance(n, (ast.For, ast.While)) for n in code.around(call)) > 1 for call in calls
    )


def _of_a_timer(code: Code, call: ast.Call) -> bool:
    """`timer.cancel()`, where `timer = loop.call_later(...)`: no task is asked to stop."""
    receiver = getattr(call.func, "value", None)
    given = code.given.get(getattr(receiver, "id", ""), [])
    return any(code.called(value) in ("call_later", "call_at", "call_soon") for value in given)


def _counts_too_early(evidence: Evidence) -> bool:
    """What was cancelled is not waited for: no waiting stands after the cancel()."""
    code, error = evidence.code, evidence.symptom.play.error
    if error is not None and not isinstance(error, asyncio.InvalidStateError):
        return False
    if not _asked_by_its_end(evidence.symptom.play):
        return False
    cancels = [call.lineno for call in code.calls("cancel")]
    waits = [call.lineno for call in code.calls(*WAITERS)]
    waits += [call.lineno for call in code.calls("sleep") if not _is_nothing(call)]
    waits += [n.lineno for n in code.nodes(ast.Await) if isinstance(n.value, ast.Name)]
    unwaited = bool(cancels) and not any(line > min(cancels) for line in waits)
    return unwaited and evidence.facts.get("cleaning", True)


def _asked_by_its_end(play: Play) -> bool:
    """Whether a job was asked to stop before drain was over, not by a timer afterwards."""
    end = play.run.elapsed + MOMENT
    return any(s.cancelled_at is not None and s.cancelled_at <= end for s in play.spans)


def _is_nothing(call: ast.Call) -> bool:
    """`sleep(0)`."""
    return bool(call.args) and isinstance(call.args[0], ast.Constant) and not call.args[0].value


MISCONCEPTIONS = (
    Misconception(
        "there is always something to wait for",
        "asyncio.wait of an empty set raises ValueError; a quiet shutdown crashed.",
        frozenset({"raised"}),
        _waits_on_nothing,
    ),
    Misconception(
        "a set can be iterated while tasks finish",
        "Finished tasks remove themselves while you loop over the set "
        '("Set changed size during iteration"); take a copy first.',
        frozenset({"raised"}),
        _loops_live,
    ),
    Misconception(
        "the set still holds what has finished",
        "Finished jobs had left the set before you counted, so the report is always zero; count "
        "on your own copy.",
        frozenset({"wrong-counts"}),
        _counts_live_set,
    ),
    Misconception(
        "exception() is safe on any finished task",
        "task.exception() raises CancelledError on a cancelled task, and your drain ended with "
        "it. Test task.cancelled() first.",
        frozenset({"raised"}),
        _reads_cancelled,
    ),
    Misconception(
        "a timeout per task is a timeout for all",
        "Every task got the full grace period, one after another: n stuck jobs cost n timeouts. "
        "Use one deadline.",
        frozenset({"too-slow"}),
        _limit_each,
    ),
    Misconception(
        "sleeping for the grace period is draining",
        "Everything was done, yet the deploy waited for the clock; wait for the tasks themselves.",
        frozenset({"too-slow"}),
        _sleeps,
    ),
    Misconception(
        "shutdown may take as long as it takes",
        "One stuck job held the whole shutdown; the platform will kill the process (SIGKILL) and "
        "lose everything. Give the drain a deadline.",
        frozenset({"too-slow", "never-ends", "deadlock"}),
        _no_limit,
    ),
    Misconception(
        "cancelling again does no harm",
        "A job that had been asked to stop was asked again, in the middle of its clean-up, and "
        "that broke the clean-up off. Cancel each one once, then wait.",
        frozenset({"cancelled-twice"}),
        _cancels_again,
    ),
    Misconception(
        "cancel() is immediate",
        "cancel() only asks: the jobs were still cleaning up. Wait for them, then count.",
        frozenset({"left-running", "wrong-counts", "raised", "too-early"}),
        _counts_too_early,
    ),
)
