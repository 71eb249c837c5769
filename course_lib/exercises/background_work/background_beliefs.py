"""The beliefs that wrong Backgrounds show."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator

from course_lib.exercises.code import TASK_MAKERS, Code
from course_lib.exercises.model import Evidence, Misconception

KEEPERS = ("add", "append", "setdefault", "insert", "update")
REMOVERS = ("discard", "remove", "pop", "popitem", "clear", "difference_update")
WEAK = ("WeakSet", "WeakValueDictionary", "WeakKeyDictionary", "ref")


def _targets(code: Code) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each assignment's target with what is assigned to it."""
    for node in code.nodes(ast.Assign, ast.AnnAssign, ast.NamedExpr):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if node.value is not None:
                yield target, node.value


def _makes_task(code: Code, value: ast.AST) -> bool:
    """`value` is a new task, or a name that stands for one."""
    if code.calls(*TASK_MAKERS, inside=value):
        return True
    made = {
        target.id
        for target, other in _targets(code)
        if isinstance(target, ast.Name) and code.calls(*TASK_MAKERS, inside=other)
    }
    return isinstance(value, ast.Name) and value.id in made


def _stores(code: Code, kind: type[ast.AST]) -> list[ast.AST]:
    """The targets of this kind that a task is stored in."""
    found = [t for t, value in _targets(code) if isinstance(t, kind) and _makes_task(code, value)]
    found += [
        t
        for t, value in _targets(code)
        if isinstance(t, kind)
        and isinstance(value, (ast.Set, ast.List, ast.Tuple))
        and any(code.leads(item, *TASK_MAKERS) for item in value.elts)
    ]
    return found


def _is_weak(code: Code) -> bool:
    return bool(code.calls(*WEAK))


def _keeps_many(code: Code) -> bool:
    """A task goes into a collection: as a member, a value or a key."""
    put_in = any(
        code.leads(argument, *TASK_MAKERS)
        for call in code.calls(*KEEPERS)
        for argument in call.args
    )
    keys = (
        target.slice
        for target, _ in _targets(code)
        if isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Attribute)
    )
    as_key = any(code.leads(key, *TASK_MAKERS) for key in keys)
    return put_in or as_key or bool(_stores(code, ast.Subscript))


def _keeps_one(evidence: Evidence) -> bool:
    """The job's task goes into an attribute, and into no collection."""
    code, facts = evidence.code, evidence.facts
    some = facts.get("lost", 0) < facts.get("all", 0)
    spawn = code.functions.get("spawn")
    job = spawn.args.args[1].arg if spawn and len(spawn.args.args) > 1 else "coro"
    kept = any(
        isinstance(target, ast.Attribute) and _makes_task(code, value) and code.refers(value, job)
        for target, value in _targets(code)
    )
    return some and kept and not _keeps_many(code)


def _holds_nothing(evidence: Evidence) -> bool:
    """The task goes nowhere at all, or where it is held no better than by the loop."""
    code = evidence.code
    return _is_weak(code) or not (_keeps_many(code) or _stores(code, ast.Attribute))


def _by_name(evidence: Evidence) -> bool:
    """Tasks are kept in a dict under their names."""
    code = evidence.code
    return any(
        code.mentions("name", inside=target.slice) or code.calls("get_name", inside=target.slice)
        for target in _stores(code, ast.Subscript)
    )


def _nobody_reads(evidence: Evidence) -> bool:
    code = evidence.code
    heard = ("exception", "result", "on_error", "_on_error", "gather", "suppress")
    return not code.calls(*heard) and not list(code.nodes(ast.ExceptHandler))


def _passes(evidence: Evidence) -> bool:
    """A handler for errors in which nothing is called and nothing raised."""
    code = evidence.code
    quiet = any(
        not code.raises(handler) and not list(code.nodes(ast.Call, inside=handler))
        for handler in code.catches("", "Exception", "BaseException")
    )
    # Where the callback itself broke, the error was passed on, only not well.
    broke = bool(evidence.symptom.play.run.loop_errors)
    tells_nobody = not broke and _reads_and_tells_nobody(code)
    return quiet or bool(code.calls("suppress")) or tells_nobody


def _reads_and_tells_nobody(code: Code) -> bool:
    """The task's exception is read, and on_error is kept but never looked at again."""
    made = code.functions.get("__init__")
    if made is None or len(made.args.args) < 2 or not code.calls("exception", "result"):
        return False
    report = made.args.args[1].arg
    names = {report} | {
        target.attr
        for target, value in _targets(code)
        if isinstance(target, ast.Attribute) and code.mentions(report, inside=value)
    }
    return not any(
        (node.attr if isinstance(node, ast.Attribute) else node.id) in names
        for node in code.nodes(ast.Attribute, ast.Name)
        if isinstance(node.ctx, ast.Load) and code.function_of(node) is not made
    )


def _reads_cancelled(evidence: Evidence) -> bool:
    """The loop was told of a CancelledError that exception() or result() raised in a callback."""
    code, told = evidence.code, evidence.symptom.play.run.loop_errors
    if not any(isinstance(error.exception, asyncio.CancelledError) for error in told):
        return False
    return any(
        not isinstance(code.function_of(call), ast.AsyncFunctionDef)
        for call in code.calls("exception", "result")
    ) and not code.calls("cancelled", "cancelling")


def _never_removes(evidence: Evidence) -> bool:
    code = evidence.code
    removes = code.mentions(*REMOVERS) or list(code.nodes(ast.Delete))
    filters = any(
        isinstance(target, ast.Attribute) and list(code.nodes(ast.comprehension, inside=value))
        for target, value in _targets(code)
    )
    return not removes and not filters and _keeps_many(code)


def _wide(evidence: Evidence) -> bool:
    return bool(evidence.code.catches("", "BaseException", "CancelledError"))


def _tidies_inside(evidence: Evidence) -> bool:
    """Only a coroutine of the answer's own takes the job out of the count."""
    code = evidence.code
    if not evidence.facts.get("before_its_first_step"):
        return False
    steps = [*code.calls(*REMOVERS), *code.nodes(ast.AugAssign)]
    inside = [isinstance(code.function_of(step), ast.AsyncFunctionDef) for step in steps]
    counts_up = [isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Add) for step in steps]
    return any(inside) and all(i or up for i, up in zip(inside, counts_up, strict=True))


MISCONCEPTIONS = (
    Misconception(
        "names are unique",
        "Two jobs may have one name: the second email took the first one's place in the dict, and "
        "so its only reference. Keep the tasks themselves, in a set.",
        frozenset({"collected", "pending-wrong", "raised", "loop-error"}),
        _by_name,
    ),
    Misconception(
        "one variable is a reference",
        "The attribute holds only the latest task; the one before lost its last reference. "
        "Keep all of them in a set.",
        frozenset({"collected"}),
        _keeps_one,
    ),
    Misconception(
        "the event loop keeps my task alive",
        "The loop keeps only a weak reference; the garbage collector took the task in the middle "
        "of its work. Keep it in a set until it is done.",
        frozenset({"collected"}),
        _holds_nothing,
    ),
    Misconception(
        "finally always runs",
        "A task that is cancelled before its first step never enters its coroutine, so the lines "
        "in there that let go of it never ran. A done callback always runs.",
        frozenset({"pending-wrong"}),
        _tidies_inside,
    ),
    Misconception(
        "exception() is safe on any finished task",
        "task.exception() raises CancelledError on a cancelled task; inside a callback that "
        "becomes a loop error, and what follows it does not run. Test task.cancelled() first.",
        frozenset({"loop-error", "pending-wrong"}),
        _reads_cancelled,
    ),
    Misconception(
        "keeping a reference is the whole job",
        "Finished tasks stay where you keep them for ever: a memory leak that grows with every "
        "order. Remove each one when it is done.",
        frozenset({"leak", "pending-wrong"}),
        _never_removes,
    ),
    Misconception(
        "an error in a background task will show up somewhere",
        "Nobody read the task's exception, so on_error never heard of it; asyncio only logs "
        '"Task exception was never retrieved" when the object is collected, maybe hours later.',
        frozenset({"unreported"}),
        _nobody_reads,
    ),
    Misconception(
        "non-critical means nobody needs to know",
        "An error that is caught and not passed on means that no one will learn that receipts "
        "stopped on Friday night; report it.",
        frozenset({"unreported"}),
        _passes,
    ),
    Misconception(
        "a background task should survive everything",
        "So wide a handler reported a cancellation as an error or swallowed it; shutdown looks "
        "like an outage. Catch Exception.",
        frozenset({"cancellation-reported", "cancellation-lost"}),
        _wide,
    ),
)
