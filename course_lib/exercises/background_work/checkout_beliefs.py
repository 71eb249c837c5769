"""The beliefs that wrong checkouts show."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course_lib.exercises.code import TASK_MAKERS, Code
from course_lib.exercises.model import Evidence, Misconception

# service -> the name that its effect has
EFFECTS = {"send_email": "email", "track": "analytics"}
WAITERS = ("gather", "wait", "wait_for", "as_completed")


def _awaits_spawn(evidence: Evidence) -> bool:
    """What spawn gave is awaited, at once or under a name."""
    code = evidence.code
    return any(code.leads(node.value, "spawn") for node in code.nodes(ast.Await))


def _gathers_effects(evidence: Evidence) -> bool:
    """An effect is waited for together with others."""
    code = evidence.code
    together = [call for call in code.calls(*WAITERS) if _in_main(code, call)]
    together += [call for call in code.calls("create_task") if _grouped(code, call)]
    return any(code.leads(c, *EFFECTS) and not code.leads(c, "spawn") for c in together)


def _in_main(code: Code, node: ast.AST) -> bool:
    """Not in a coroutine function that is spawned, or made a task."""
    function = code.function_of(node)
    name = getattr(function, "name", "")
    spawned = [c for maker in code.calls("spawn", *TASK_MAKERS) for c in maker.args]
    return not any(code.calls(name, inside=argument) for argument in spawned)


def _grouped(code: Code, call: ast.Call) -> bool:
    """`group.create_task`, where `group` is a TaskGroup; not `asyncio.create_task`."""
    receiver = getattr(call.func, "value", None)
    return receiver is not None and code.leads(receiver, "TaskGroup")


def _bare_task(evidence: Evidence) -> bool:
    """A task is made of an effect, by somebody who is not a task group."""
    code = evidence.code
    return any(
        code.leads(call, *EFFECTS) for call in code.calls(*TASK_MAKERS) if not _grouped(code, call)
    )


def _in_finally(evidence: Evidence) -> bool:
    """In a finally, or in what an exit stack calls at its end."""
    code = evidence.code
    last = [line for block in code.nodes(ast.Try) for line in block.finalbody]
    last += code.calls("callback", "push", "push_async_callback")
    return any(code.leads(line, "spawn", *EFFECTS, functions=True) for line in last)


def _before_audit(evidence: Evidence) -> bool:
    """An effect starts before the audit is awaited, and nobody waits for both."""
    code = evidence.code
    audits = [n for n in code.nodes(ast.Await) if code.leads(n, "write_audit", functions=True)]
    starts = code.calls("spawn", *EFFECTS, *TASK_MAKERS, *code.functions)
    effects = [
        c
        for c in starts
        if code.leads(c, "spawn", *EFFECTS, functions=True)
        # What starts the whole order starts no effect before its audit.
        and not code.leads(c, "write_audit", functions=True)
    ]
    return not _gathers_effects(evidence) and any(
        effect.lineno < audit.lineno and code.function_of(effect) is code.function_of(audit)
        for effect in effects
        for audit in audits
        if not any(effect is part for part in ast.walk(audit))
    )


CRITICAL = ("create_purchase", "write_audit")


def _hides(evidence: Evidence) -> bool:
    """A handler around a critical step that raises nothing."""
    code = evidence.code
    hidden = any(code.leads(line, *CRITICAL) for block in _hiding(code) for line in block.body)
    returned = any(code.flag(call, "return_exceptions") for call in code.calls("gather"))
    return hidden or returned


def _hiding(code: Code) -> Iterator[ast.Try | ast.With]:
    """The blocks that let an error of what stands in them pass without a word."""
    kinds = {"", "Exception", "BaseException", "OSError", "ConnectionError", "TimeoutError"}
    for block in code.nodes(ast.Try):
        if any(code.caught(h) & kinds and not code.raises(h) for h in block.handlers):
            yield block
    for block in code.nodes(ast.With):
        if any(code.calls("suppress", inside=item.context_expr) for item in block.items):
            yield block


def _audit_may_fail(code: Code) -> bool:
    """An error of the audit alone is passed over; one of the payment is not."""
    held = [
        {name for name in CRITICAL if any(code.calls(name, inside=line) for line in block.body)}
        for block in _hiding(code)
    ]
    return {"write_audit"} in held and not any("create_purchase" in names for names in held)


def _audit_in_background(evidence: Evidence) -> bool:
    """The audit is spawned, made a task that nobody awaits, or may fail without a word."""
    code = evidence.code
    if evidence.symptom.code == "error-lost" and _audit_may_fail(code):
        return True
    # What an await gave is the audit's outcome, not the audit.
    handed = (part for call in code.calls("spawn") for part in code.flow(call))
    if any(code.calls("write_audit", inside=p) for p in handed if not isinstance(p, ast.Await)):
        return True
    if any(_runs_the_audit(code, a) for call in code.calls("spawn") for a in call.args):
        return True
    waits = [*code.nodes(ast.Await), *code.calls(*WAITERS)]
    awaited = any(code.leads(node, "write_audit", functions=True) for node in waits)
    return not awaited and any(
        code.leads(call, "write_audit")
        for call in code.calls(*TASK_MAKERS)
        if not _grouped(code, call)
    )


def _runs_the_audit(code: Code, argument: ast.AST) -> bool:
    """A coroutine of the answer's own, called where it is handed over, writes the audit."""
    own = [code.functions.get(code.called(call)) for call in code.nodes(ast.Call, inside=argument)]
    return any(function and code.calls("write_audit", inside=function) for function in own)


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
