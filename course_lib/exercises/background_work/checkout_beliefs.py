"""The beliefs that wrong checkouts show."""

from __future__ import annotations

import ast

from course_lib.exercises.code import TASK_MAKERS, Code
from course_lib.exercises.model import Evidence, Misconception

# service -> the name that its effect has
EFFECTS = {"send_email": "email", "track": "analytics"}
WAITERS = ("gather", "wait", "wait_for", "as_completed")


def _kept(code: Code, *names: str) -> set[str]:
    """The names that stand for what a call of one of these gave."""
    return {
        target.id
        for node in code.nodes(ast.Assign)
        if code.calls(*names, inside=node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _awaits_spawn(evidence: Evidence) -> bool:
    """What spawn gave is awaited, at once or under a name."""
    code = evidence.code
    kept = _kept(code, "spawn")
    return any(
        code.calls("spawn", inside=node) or (kept and code.mentions(*kept, inside=node))
        for node in code.nodes(ast.Await)
    )


def _gathers_effects(evidence: Evidence) -> bool:
    """An effect is waited for together with others."""
    code = evidence.code
    kept = _kept(code, *EFFECTS) - _kept(code, "spawn")
    together = [call for call in code.calls(*WAITERS) if _in_main(code, call)]
    together += [c for c in code.calls("create_task") if code.calls("TaskGroup") and _grouped(c)]
    return any(
        code.calls(*EFFECTS, inside=call) or (kept and code.mentions(*kept, inside=call))
        for call in together
    )


def _in_main(code: Code, node: ast.AST) -> bool:
    """Not in a coroutine function that is spawned, or made a task."""
    function = code.function_of(node)
    name = getattr(function, "name", "")
    spawned = [c for maker in code.calls("spawn", *TASK_MAKERS) for c in maker.args]
    return not any(code.calls(name, inside=argument) for argument in spawned)


def _grouped(call: ast.Call) -> bool:
    """`group.create_task`, not `asyncio.create_task`."""
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id != "asyncio"
    )


def _bare_task(evidence: Evidence) -> bool:
    """A task is made of an effect, by somebody who is not a task group."""
    code = evidence.code
    return any(
        code.calls(*EFFECTS, inside=call) for call in code.calls(*TASK_MAKERS) if not _grouped(call)
    )


def _in_finally(evidence: Evidence) -> bool:
    code = evidence.code
    return any(
        code.calls("spawn", *EFFECTS, inside=line)
        for block in code.nodes(ast.Try)
        for line in block.finalbody
    )


def _before_audit(evidence: Evidence) -> bool:
    """An effect stands before the audit, in the same function, and nobody waits for both."""
    code = evidence.code
    audits = code.calls("write_audit")
    return not _gathers_effects(evidence) and any(
        effect.lineno < audit.lineno and code.function_of(effect) is code.function_of(audit)
        for effect in code.calls(*EFFECTS)
        for audit in audits
    )


def _hides(evidence: Evidence) -> bool:
    """A handler around a critical step that raises nothing."""
    code = evidence.code
    kinds = {"", "Exception", "BaseException", "OSError", "ConnectionError", "TimeoutError"}
    critical = ("create_purchase", "write_audit")
    handled = any(
        code.calls(*critical, inside=line)
        and any(code.caught(h) & kinds and not code.raises(h) for h in block.handlers)
        for block in code.nodes(ast.Try)
        for line in block.body
    )
    passed_over = any(
        code.calls("suppress", inside=item.context_expr)
        and any(code.calls(*critical, inside=line) for line in block.body)
        for block in code.nodes(ast.With)
        for item in block.items
    )
    returned = any(code.flag(call, "return_exceptions") for call in code.calls("gather"))
    return handled or passed_over or returned


def _audit_in_background(evidence: Evidence) -> bool:
    """The audit is spawned, or made a task that nobody awaits."""
    code = evidence.code
    if any(code.calls("write_audit", inside=call) for call in code.calls("spawn")):
        return True
    return any(
        isinstance(code.parents.get(call), ast.Expr)
        for call in code.calls(*TASK_MAKERS)
        if code.calls("write_audit", inside=call) and not _grouped(call)
    )


def _silences(evidence: Evidence) -> bool:
    """A handler, or suppress, around an effect."""
    code = evidence.code
    handled = any(
        code.calls(*EFFECTS, inside=line) and any(not code.raises(h) for h in block.handlers)
        for block in code.nodes(ast.Try)
        for line in block.body
    )
    return handled or any(
        code.calls("suppress", inside=item.context_expr) and code.calls(*EFFECTS, inside=block)
        for block in code.nodes(ast.With)
        for item in block.items
    )


def _hands_over_the_cart(evidence: Evidence) -> bool:
    """The cart itself is given to an effect, or read inside of a coroutine that is spawned."""
    code = evidence.code
    return any(code.mentions("cart", inside=call) for call in code.calls(*EFFECTS))


MISCONCEPTIONS = (
    Misconception(
        "spawn(...) must be awaited to start",
        "spawn has already started the task; awaiting what it returns waits for the email after "
        "all.",
        frozenset({"too-slow", "effect-failed-order"}),
        _awaits_spawn,
    ),
    Misconception(
        "logging is never critical",
        "The audit record is a legal duty: if it cannot be written, there is no sale. Await it; "
        "only the truly optional goes to the background.",
        frozenset({"too-early", "error-lost", "critical-spawned", "effect-without-sale"}),
        _audit_in_background,
    ),
    Misconception(
        "create_task is fire-and-forget",
        "A bare create_task is unreferenced, unreported and unknown to shutdown; give the "
        "coroutine to spawn.",
        frozenset({"not-spawned", "not-a-coroutine"}),
        _bare_task,
    ),
    Misconception(
        "run everything after the purchase in parallel",
        "gather and TaskGroup wait for all of it, and a failing email now fails the checkout; "
        "only the audit belongs in the critical path.",
        frozenset({"too-slow", "effect-failed-order", "not-spawned"}),
        _gathers_effects,
    ),
    Misconception(
        "finally is the place for follow-up work",
        "finally also runs when the payment failed: the customer got a receipt for nothing.",
        frozenset({"effect-without-sale", "wrong-error", "too-soon"}),
        _in_finally,
    ),
    Misconception(
        "the earlier the email leaves the better",
        "The audit can still fail and void the sale, and then the customer holds a confirmation: "
        "start side effects only after the last critical step.",
        frozenset({"too-soon", "effect-without-sale"}),
        _before_audit,
    ),
    Misconception(
        "the checkout page must never show an error",
        "The payment or the audit failed and the answer looked like success; critical failures "
        "must reach the caller.",
        frozenset({"error-lost", "error-as-value"}),
        _hides,
    ),
    Misconception(
        "non-critical means nobody needs to know",
        "An effect whose error is caught on the way is an effect that nobody can report: no one "
        "will learn that receipts stopped on Friday night. Let the error reach spawn.",
        frozenset({"effect-silenced"}),
        _silences,
    ),
    Misconception(
        "what I pass is what the task will see",
        "The task starts later, and looks at the cart when the caller has emptied it. Make a "
        "tuple of the cart before you hand it over.",
        frozenset({"no-snapshot"}),
        _hands_over_the_cart,
    ),
)
