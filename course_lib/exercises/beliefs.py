"""Questions about an answer's code and run that the beliefs of several lessons share."""

from __future__ import annotations

import ast
import itertools

from course_lib.exercises.bench import Play
from course_lib.exercises.code import TASK_MAKERS, Code
from course_lib.exercises.model import Evidence
from course_lib.exercises.stage import MOMENT


def one_after_another(play: Play | None) -> bool:
    """Whether each call of a run began only when the one before it had ended."""
    if play is None or len(play.spans) < 2:
        return False
    spans = sorted(play.spans, key=lambda span: span.start)
    return all(
        before.end is not None and after.start >= before.end - MOMENT
        for before, after in itertools.pairwise(spans)
    )


def waits_each_time(evidence: Evidence) -> bool:
    """In a row, because each call is awaited where it is made; nothing is handed to the loop."""
    code = evidence.code
    return (
        one_after_another(evidence.symptom.play)
        and not made_early(code)
        and all(_wraps_one_call(code, call) for call in code.calls(*TASK_MAKERS, *_WAITERS))
        and not code.calls(*TASK_MAKERS, "TaskGroup")
        and code.any(ast.Await, lambda node: isinstance(node.value, ast.Call))
    )


_WAITERS = ("gather", "wait", "as_completed", "wait_for", "shield")


def _wraps_one_call(code: Code, call: ast.Call) -> bool:
    """`await gather(one())` or `await wait_for(one(), 5)`: no more than the call itself."""
    name = code.called(call)
    single = len(call.args) == 1 and not isinstance(call.args[0], ast.Starred)
    return code.awaited(call) and (name in ("wait_for", "shield") or (name == "gather" and single))


def made_early(code: Code) -> bool:
    """Coroutine objects are kept under a name, or in a list, and awaited later."""
    return any(_is_kept(code, call) for call in code.nodes(ast.Call) if _asks(code, call))


def _asks(code: Code, call: ast.Call) -> bool:
    """Whether a call is one of a service: something injected, or a method of it."""
    injected = {argument.arg for argument in code.nodes(ast.arg)}
    called = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    return isinstance(called, ast.Name) and called.id in injected


_KEEPERS = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.For, ast.comprehension)
_HOLDERS = (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp, ast.Attribute, ast.keyword)
_COLLECTIONS = ("dict", "list", "tuple", "zip", "iter")


def _is_kept(code: Code, call: ast.Call) -> bool:
    inner: ast.AST = call
    for outer in code.around(call):
        if isinstance(outer, _KEEPERS):
            return True
        method = isinstance(outer, ast.Call) and outer.func is inner  # {...}.items()
        collected = code.called(outer) in _COLLECTIONS
        if not (method or collected or isinstance(outer, _HOLDERS)):
            return False
        inner = outer
    return False


def reads_done_set(evidence: Evidence) -> bool:
    """The results are read straight from the set of done tasks that asyncio.wait gives."""
    code = evidence.code
    done = {
        target.elts[0].id
        for node in code.nodes(ast.Assign)
        if code.calls("wait", inside=node.value)
        for target in node.targets
        if isinstance(target, ast.Tuple) and isinstance(target.elts[0], ast.Name)
    }
    return any(
        isinstance(node.generators[0].iter, ast.Name)
        and node.generators[0].iter.id in done
        and (code.called(node.elt) == "result" or isinstance(node.elt, ast.Await))
        for node in code.nodes(ast.ListComp, ast.GeneratorExp)
    )


def lazy_coroutines(evidence: Evidence) -> bool:
    """In a row, although the coroutine objects were made first: nothing ever scheduled them."""
    code = evidence.code
    return one_after_another(evidence.symptom.play) and not code.schedules() and made_early(code)


def task_at_once(evidence: Evidence) -> bool:
    """In a row, because tasks are awaited where they are created."""
    return one_after_another(evidence.symptom.play) and evidence.code.task_awaited_at_once()


def awaits_inside_gather(evidence: Evidence) -> bool:
    """`gather(await a(), await b())`."""
    code = evidence.code
    return one_after_another(evidence.symptom.play) and any(
        isinstance(argument, ast.Await) and isinstance(argument.value, ast.Call)
        for call in code.calls("gather")
        for argument in call.args
    )


def swallows(evidence: Evidence) -> bool:
    """A handler catches what a failed call raises and raises nothing itself."""
    code = evidence.code
    kinds = ("", "Exception", "BaseException", "ConnectionError", "OSError", "TimeoutError")
    return any(not code.raises(handler) for handler in code.catches(*kinds))


def stops_nothing(code: Code) -> bool:
    """Nothing is cancelled when a call fails: no TaskGroup, and cancel() only for a caller."""
    return all(_when_cancelled(code, call) for call in code.calls("TaskGroup", "cancel"))


def _when_cancelled(code: Code, call: ast.Call) -> bool:
    """Whether a call stands in a handler for nothing but CancelledError."""
    handlers = [n for n in code.around(call) if isinstance(n, ast.ExceptHandler)]
    return any(code.caught(handler) == {"CancelledError"} for handler in handlers)
