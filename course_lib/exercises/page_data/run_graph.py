"""`run_graph`: run any graph of calls in the time of its critical path."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Mapping
from typing import Any

from course_lib.exercises.beliefs import one_after_another, stops_nothing
from course_lib.exercises.bench import Bench, Play, same
from course_lib.exercises.model import Evidence, Exercise, Misconception, Required, Requirement
from course_lib.exercises.page_data.lesson import LESSON, TICKET
from course_lib.exercises.stage import CLOSE, MOMENT, Reply, group_leaves
from course_lib.exercises.words import listed, number, seconds, shown

Graph = Mapping[str, tuple[tuple[str, ...], Reply]]

# Names are listed neither in the order of the alphabet, nor of need, nor of completion.
PAGE: Graph = {
    "total": (("tax", "price", "stock"), Reply(0.05)),
    "price": (("product",), Reply(0.30)),
    "product": ((), Reply(0.20)),
    "stock": (("product",), Reply(0.10)),
    "menu": ((), Reply(0.40)),
    "tax": ((), Reply(0.15)),
    "page": (("total", "menu"), Reply(0.02)),
}
DIAMOND: Graph = {
    "d": (("c", "b"), Reply(0.1)),
    "c": (("a",), Reply(0.2)),
    "b": (("a",), Reply(0.5)),
    "a": ((), Reply(0.1)),
}
ISLANDS: Graph = {
    "z": ((), Reply(0.3)),
    "y": (("x",), Reply(0.1)),
    "x": ((), Reply(0.4)),
    "w": ((), Reply(0.2)),
}
UNEVEN: Graph = {  # levels would be barriers: `end` needs only the quick branch
    "slow": ((), Reply(0.9)),
    "quick": ((), Reply(0.1)),
    "middle": (("quick",), Reply(0.2)),
    "end": (("middle",), Reply(0.3)),
    "both": (("slow", "quick"), Reply(0.05)),
}
TWICE: Graph = {
    "pair": (("left", "right", "left"), Reply(0.1)),
    "left": ((), Reply(0.2)),
    "right": (("left", "left"), Reply(0.3)),
}
GRAPHS = {
    "a page": PAGE,
    "a diamond": DIAMOND,
    "islands": ISLANDS,
    "an uneven graph": UNEVEN,
    "a graph whose nodes take one value twice": TWICE,
}


def _run(bench: Bench, graph: Graph, story: str, **options: Any) -> Play:
    """Nodes answer (name, inputs), unless their Reply has a value."""
    stage = bench.stage()

    def script(name: str, reply: Reply) -> Any:
        def made(*args: Any) -> Reply:
            value = (name, *(_head(a) for a in args)) if reply.value is None else reply.value[0]
            return Reply(reply.delay, value, reply.error, reply.cleanup)

        return made

    nodes = {name: (deps, stage.call(name, script(name, r))) for name, (deps, r) in graph.items()}
    if "ideal" not in options:
        options["ideal"] = _critical(graph)
    return bench.play("run_graph", nodes, stage=stage, story=story, **options)


def _head(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) and value else value


def _ends(graph: Graph) -> dict[str, float]:
    """When each node ends on the ideal schedule."""
    ends: dict[str, float] = {}

    def end(name: str) -> float:
        if name not in ends:
            deps, reply = graph[name]
            ends[name] = max(map(end, deps), default=0.0) + reply.delay
        return ends[name]

    for name in graph:
        end(name)
    return ends


def _critical(graph: Graph) -> float:
    return max(_ends(graph).values(), default=0.0)


def _expected(graph: Graph) -> dict[str, Any]:
    def value(name: str) -> Any:
        deps, reply = graph[name]
        return (name, *(_head(value(d)) for d in deps)) if reply.value is None else reply.value[0]

    return {name: value(name) for name in graph}


def _judge(play: Play, graph: Graph) -> None:
    """Everything that the contract says about a graph whose nodes all answer."""
    play.answered("results")
    _inputs(play, graph)
    _results(play, graph)
    _time(play, graph)


def _inputs(play: Play, graph: Graph) -> None:
    expected = _expected(graph)
    for name, (deps, _) in graph.items():
        made = play.stage.of(name)
        if len(made) != 1:
            message = f"{name} ran {number(len(made), 'time')}; once was expected."
            play.missed("inputs", "called-twice" if made else "not-called", message, service=name)
            return
        wanted = tuple(expected[d] for d in deps)
        if not same(made[0].args, wanted):
            shuffled = sorted(map(repr, made[0].args)) == sorted(map(repr, wanted))
            message = f"{name} got {shown(made[0].args)}; {shown(wanted)} was expected: {deps}."
            play.missed("inputs", "inputs-order" if shuffled else "wrong-arguments", message)
            return
    play.met("inputs", "each node ran once, with its inputs in the order of deps")


def _results(play: Play, graph: Graph) -> None:
    expected = _expected(graph)
    value = play.value
    if not isinstance(value, dict) or not same(value, expected):
        message = f"Returned {shown(value)}; {shown(expected)} was expected."
        play.missed("results", "wrong-result", message)
    elif list(value) != list(graph):
        message = (
            f"The results are in the order {shown(list(value))}; {shown(list(graph))} was expected."
        )
        play.missed("results", "results-order", message)
    else:
        play.met("results", "every node's value, in the order of nodes")


def _time(play: Play, graph: Graph) -> None:
    ends = _ends(graph)
    for name, (deps, _) in graph.items():
        could = max((ends[d] for d in deps), default=0.0)
        made = play.stage.of(name)
        if made and made[0].start > could + CLOSE:
            message = (
                f"{name} started at {seconds(made[0].start)}; it could have started at "
                f"{seconds(could)}, when {listed(deps) or 'the graph'} "
                f"{'was' if len(deps) < 2 else 'were'} ready."
            )
            play.missed("time", "late-start", message)
            return
    play.took("time", play.ideal, "the critical path takes")


def graphs_of_every_shape(bench: Bench) -> None:
    """A page, a diamond, islands, an uneven graph, twice one input, a single node, a chain."""
    for story, graph in GRAPHS.items():
        for _ in range(2):
            _judge(_run(bench, graph, story), graph)
    one: Graph = {"only": ((), Reply(0.2))}
    _judge(_run(bench, one, "a single node"), one)
    chain: Graph = {f"n{i}": ((f"n{i - 1}",) if i else (), Reply(0.1)) for i in reversed(range(30))}
    _judge(_run(bench, chain, "a chain of 30"), chain)


def a_slow_day(bench: Bench) -> None:
    """The contract names no time limit."""
    graph: Graph = {"end": (("begin",), Reply(40.0)), "begin": ((), Reply(20.0))}
    _judge(_run(bench, graph, "nodes that take up to 40 s"), graph)


def the_same_graph_again(bench: Bench) -> None:
    """One graph is run twice; the second time its nodes give other values."""
    run_graph = bench.answer.objects["run_graph"]
    stage = bench.stage()
    price = stage.call("price", [Reply(0.2, "price, old"), Reply(0.2, "price, new")])
    total = stage.call("total", lambda price: Reply(0.1, ("total", price)))
    nodes = {"total": (("price",), total), "price": ((), price)}

    async def twice() -> list[Any]:
        stage.begin()
        return [await run_graph(nodes), await run_graph(nodes)]

    story = "one graph that is run twice, one run after the other"
    play = bench.perform(twice, stage, story, 0.6, "results")
    play.answered("results")
    expected = [
        {"total": ("total", value), "price": value} for value in ("price, old", "price, new")
    ]
    known = {"results", "inputs"} & set(bench.failed)
    if not known and not same(play.value, expected):
        message = f"Two runs gave {shown(play.value)}; {shown(expected)} was expected."
        play.missed("results", "mixed-up", message)


def two_graphs_at_once(bench: Bench) -> None:
    """Two graphs with the same names run together; nothing may pass from one to the other."""
    run_graph = bench.answer.objects["run_graph"]
    stage = bench.stage()
    graphs: list[Graph] = [
        {"end": (("a", "b"), Reply(0.1)), "a": ((), Reply(first)), "b": (("a",), Reply(second))}
        for first, second in ((0.3, 0.1), (0.1, 0.2))
    ]

    def node(number: int, name: str, reply: Reply) -> Any:
        def made(*args: Any) -> Reply:
            return Reply(reply.delay, f"{name} of {number}({', '.join(map(str, args))})")

        return stage.call(f"{name} of {number}", made)

    nodes = [
        {name: (deps, node(number, name, reply)) for name, (deps, reply) in graph.items()}
        for number, graph in enumerate(graphs)
    ]

    async def both() -> list[Any]:
        stage.begin()
        return await asyncio.gather(*map(run_graph, nodes))

    story = "two graphs that run at the same time"
    play = bench.perform(both, stage, story, max(map(_critical, graphs)), "results")
    play.answered("results")

    def value(number: int, name: str) -> str:
        inputs = (value(number, dep) for dep in graphs[number][name][0])
        return f"{name} of {number}({', '.join(inputs)})"

    expected = [{name: value(number, name) for name in graphs[number]} for number in (0, 1)]
    known = {"results", "inputs"} & set(bench.failed)
    if not known and not same(play.value, expected):
        message = f"Two graphs at once gave {shown(play.value)}; {shown(expected)} was expected."
        play.missed("results", "mixed-up", message)


def a_random_graph(bench: Bench) -> None:
    """Twelve nodes with needs drawn by chance."""
    names = [f"node{i}" for i in range(12)]
    order = bench.random.sample(names, len(names))
    graph = {}
    for i, name in enumerate(order):
        deps = bench.random.sample(order[:i], min(i, bench.random.randrange(4)))
        graph[name] = (tuple(deps), Reply(bench.random.randrange(1, 60) / 100))
    graph = {name: graph[name] for name in names}
    _judge(_run(bench, graph, "a graph of 12 nodes"), graph)


def values_of_every_kind(bench: Bench) -> None:
    """Nothing, false, empty, and an exception as a value."""
    odd = [None, 0, False, "", [], ValueError("a value")]
    graph: Graph = {f"v{i}": ((), Reply(0.1 * (6 - i), (v,))) for i, v in enumerate(odd)}
    graph |= {"all": (tuple(reversed(graph)), Reply(0.1))}
    play = _run(bench, graph, "nodes that give nothing, or an exception as a value")
    play.answered("results")
    _time(play, graph)
    made = play.stage.of("all")
    if not made or not same(made[0].args, tuple(reversed(odd))):
        got = shown(made[0].args) if made else "was not run"
        message = f"all got {got}; {shown(tuple(reversed(odd)))} was expected."
        play.missed("inputs", "wrong-arguments", message)
    if not isinstance(play.value, dict) or not all(
        same(play.value.get(f"v{i}"), v) for i, v in enumerate(odd)
    ):
        play.missed("results", "wrong-result", f"Returned {shown(play.value)}.")


def no_nodes(bench: Bench) -> None:
    """An empty graph."""
    play = _run(bench, {}, "no nodes at all")
    play.answered("results")
    if not same(play.value, {}):
        message = f"No nodes gave {shown(play.value)}; {{}} was expected."
        play.missed("results", "empty-input", message)


def graphs_that_cannot_run(bench: Bench) -> None:
    """Cycles and unknown names, before and behind nodes that could run."""
    free = {"free": ((), Reply(0.1)), "after": (("free",), Reply(0.1))}
    bad: dict[str, tuple[str, Graph]] = {
        "two nodes that wait for each other": (
            "cycle",
            {"a": (("b",), Reply()), "b": (("a",), Reply())},
        ),
        "a node that waits for itself": ("cycle", {"loop": (("loop",), Reply(0.1))}),
        "a cycle behind nodes that could run": (
            "cycle",
            {"x": (("free", "z"), Reply()), "y": (("x",), Reply()), "z": (("y",), Reply())},
        ),
        "a name that nobody knows": ("unknown", {"page": (("usr",), Reply(0.1))}),
        "a name that nobody knows, deep in the graph": (
            "unknown",
            {"mid": (("after",), Reply(0.1)), "end": (("mid", "typo"), Reply(0.1))},
        ),
    }
    for story, (kind, part) in bad.items():
        for graph in (part | free, free | part):
            _refused(_run(bench, graph, story, requirement="refusal", ideal=None), kind)


# The simplest cycles: who misses only the third one did look.
CYCLES = ("two nodes that wait for each other", "a node that waits for itself")


def _refused(play: Play, kind: str) -> None:
    what = "a cycle" if kind == "cycle" else "an unknown name"
    ran = [span.name for span in play.spans]
    if ran:
        message = f"The graph has {what}, and {listed(ran)} had already run."
        play.missed("refusal", "ran-first", message, kind=kind)
    elif play.error is None:
        message = f"The graph has {what}, and run_graph returned {shown(play.value)}."
        play.missed("refusal", "not-refused", message, kind=kind)
    elif not isinstance(play.error, ValueError):
        message = (
            f"The graph has {what}: {type(play.error).__name__} came out; ValueError was expected."
        )
        play.missed("refusal", "wrong-refusal", message, kind=kind)
    else:
        play.met("refusal", "ValueError, and nothing had run")


def a_node_fails(bench: Bench) -> None:
    """An early, a middle and a late node fails."""
    for failing in ("product", "tax", "stock"):
        error = ConnectionError(f"{failing} is down")
        graph = {
            n: (d, Reply(r.delay, cleanup=0.01 * i)) for i, (n, (d, r)) in enumerate(PAGE.items())
        }
        graph["orphan"] = ((), Reply(3.0, cleanup=0.9))
        graph[failing] = (graph[failing][0], Reply(graph[failing][1].delay, error=error))
        _failed(
            _run(bench, graph, f"{failing} fails", requirement="failure"), [error], failing, graph
        )


def two_nodes_fail(bench: Bench) -> None:
    """Two nodes fail at the same instant."""
    errors = [ConnectionError("left"), TimeoutError("right")]
    graph: Graph = {
        "after": (("left", "right"), Reply(0.1)),
        "left": ((), Reply(0.2, error=errors[0])),
        "right": ((), Reply(0.2, error=errors[1])),
        "other": ((), Reply(2.0, cleanup=0.05)),
        "third": ((), Reply(1.0, cleanup=0.1)),
    }
    for _ in range(3):
        story = "two nodes that fail at the same instant"
        _failed(_run(bench, graph, story, requirement="failure"), errors, "left", graph)


def _failed(play: Play, errors: list[Exception], failing: str, graph: Graph) -> None:
    play.raised("failure", errors)
    below = _dependants(graph, failing)
    started = [span.name for span in play.spans if span.name in below]
    if started:
        message = f"{failing} failed, and {listed(started)}, which needs it, ran all the same."
        play.missed("failure", "dependant-ran", message)
    play.nothing_left("left")


def _dependants(graph: Graph, name: str) -> set[str]:
    found: set[str] = set()
    while True:
        more = {n for n, (deps, _) in graph.items() if {name, *found} & set(deps)} - found
        if not more:
            return found
        found |= more


def caller_is_cancelled(bench: Bench) -> None:
    """The caller leaves early and in the middle."""
    graph = {n: (d, Reply(r.delay, cleanup=0.15 * i)) for i, (n, (d, r)) in enumerate(PAGE.items())}
    for at in (0.1, 0.25):
        story = f"a caller that is cancelled at {seconds(at)}"
        play = _run(bench, graph, story, requirement="left", cancel_at=at)
        if play.cancelled("left", at):
            play.nothing_left("left")
            late = [span.name for span in play.spans if span.start > at + MOMENT]
            if late:
                message = (
                    f"The caller was cancelled at {seconds(at)}, and {listed(late)} started later."
                )
                play.missed("left", "left-running", message)


def _stuck_late(evidence: Evidence) -> bool:
    """It says that there is a cycle, when nodes have run."""
    found = any(isinstance(leaf, ValueError) for leaf in group_leaves(evidence.symptom.play.error))
    return found and evidence.facts.get("kind") == "cycle"


def _one_at_a_time(evidence: Evidence) -> bool:
    code = evidence.code
    # Where another graph hangs, the order was luck.
    return (
        not evidence.codes & {"deadlock", "never-ends"}
        and one_after_another(evidence.symptom.play)
        and (bool(code.calls("static_order", "get_ready")) or code.any(ast.Await, code.in_loop))
    )


def _barrier(evidence: Evidence) -> bool:
    """Whatever starts later starts when nothing else is under way: level by level."""
    play = evidence.symptom.play
    if one_after_another(play) or evidence.code.calls("sleep"):
        return False
    late = [span for span in play.spans if span.start > CLOSE]
    under_way = [
        one
        for span in late
        for one in play.spans
        if one.start < span.start - MOMENT and (one.end or 0.0) > span.start + MOMENT
    ]
    return bool(late) and not under_way


def _never_checked(evidence: Evidence) -> bool:
    """It hangs on a graph that has a cycle, and nothing sorts the graph first."""
    code, story = evidence.code, evidence.symptom.play.story
    remembers = any(isinstance(node, ast.Assign) for node in code.tree.body)
    return story in CYCLES and not remembers and not code.calls("prepare", "static_order")


def _runs_its_inputs(evidence: Evidence) -> bool:
    """A function calls itself for each input and keeps no task of it."""
    code = evidence.code
    return any(
        code.calls(function.name, inside=function)
        and not code.calls("create_task", "ensure_future", inside=function)
        for function in code.nodes(ast.AsyncFunctionDef)
    )


def _key_error(evidence: Evidence) -> bool:
    error = evidence.symptom.play.error
    leaves = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
    return evidence.facts.get("kind") == "unknown" and any(isinstance(e, KeyError) for e in leaves)


def _no_stop(evidence: Evidence) -> bool:
    return stops_nothing(evidence.code)


MISCONCEPTIONS = (
    Misconception(
        "inputs may be passed in any order",
        "A node got its inputs in another order than that of `deps`: total(price, stock) becomes "
        "total(stock, price). Keep the order of deps.",
        frozenset({"inputs-order"}),
        lambda e: True,
    ),
    Misconception(
        "a dict has no order",
        "A dict keeps the order in which its keys were put in, and you put them in as they were "
        "sorted or as they finished; return the nodes in the order in which they were given.",
        frozenset({"results-order"}),
        lambda e: True,
    ),
    Misconception(
        "a topological order is a schedule",
        "The order is right, the concurrency is gone: one node at a time.",
        frozenset({"late-start", "too-slow"}),
        _one_at_a_time,
    ),
    Misconception(
        "each reader fetches its own inputs",
        "A node that two others need ran once for each of them. Make one task a node, and let all "
        "its readers await that task.",
        frozenset({"called-twice"}),
        _runs_its_inputs,
    ),
    Misconception(
        "a level must be complete before the next begins",
        "A gather for each level is a barrier: nodes waited for answers that they do not use. "
        "Let each node wait for its own inputs only.",
        frozenset({"late-start", "too-slow"}),
        _barrier,
    ),
    Misconception(
        "graphs in practice have no cycles",
        "Two nodes that wait for each other wait for ever: no error, no CPU, no page. Check the "
        "graph before you start it.",
        frozenset({"deadlock"}),
        _never_checked,
    ),
    Misconception(
        "noticing the cycle when stuck is early enough",
        "Part of the graph had already run (and charged the card) when the cycle showed; validate "
        "first, run second.",
        frozenset({"ran-first"}),
        _stuck_late,
    ),
    Misconception(
        "a KeyError explains itself",
        "A KeyError out of the middle of the graph tells nobody which node asked for the name; "
        "validate and raise ValueError before anything starts.",
        frozenset({"wrong-refusal", "ran-first"}),
        _key_error,
    ),
    Misconception(
        "if one node fails the graph stops by itself",
        "The failure came out, and the independent nodes kept running behind your back; use a "
        "TaskGroup, or cancel and wait.",
        frozenset({"left-running"}),
        _no_stop,
    ),
)

RUN_GRAPH = Exercise(
    id="run_graph",
    lesson=LESSON,
    ticket=TICKET,
    title="Run any page graph in the time of its longest path",
    rank="standard",
    names=(Required("run_graph", "async", ("nodes",)),),
    contract=(
        "`async def run_graph(nodes) -> dict`. `nodes` maps a name to `(deps, fn)`: `deps` is a "
        "tuple of names, `fn` an async function of their values, in the order of deps. Run each "
        "node once, as soon as its inputs are there, and return the values in the order of nodes. "
        "A cycle or an unknown name is a ValueError before anything runs."
    ),
    requirements=(
        Requirement("results", "Returns every node's value, in the order of nodes.", "a dict"),
        Requirement(
            "inputs",
            "Runs each node once, with its inputs in the order of deps.",
            "fn(*values in the order of deps)",
        ),
        Requirement(
            "time",
            "Starts each node as soon as its inputs are there.",
            "the critical path",
        ),
        Requirement(
            "refusal",
            "A cycle or an unknown name is a ValueError before anything runs.",
            "ValueError, and nothing had run",
        ),
        Requirement(
            "failure",
            "A failure reaches the caller, and nothing that needs the failed node starts.",
            "the error itself or a group that holds it",
        ),
        Requirement(
            "left",
            "After a failure or a cancellation nothing is left running.",
            "nothing left running",
        ),
    ),
    hints=(
        "What does a node wait for?",
        "A task can be awaited by all its readers.",
        "`graphlib.TopologicalSorter` to validate, then one task per node.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        graphs_of_every_shape,
        a_random_graph,
        a_slow_day,
        the_same_graph_again,
        two_graphs_at_once,
        values_of_every_kind,
        no_nodes,
        graphs_that_cannot_run,
        a_node_fails,
        two_nodes_fail,
        caller_is_cancelled,
    ),
    own_codes=frozenset(
        {
            "wrong-result",
            "mixed-up",
            "results-order",
            "empty-input",
            "called-twice",
            "not-called",
            "wrong-arguments",
            "inputs-order",
            "late-start",
            "too-slow",
            "too-early",
            "ran-first",
            "not-refused",
            "wrong-refusal",
            "error-as-value",
            "error-lost",
            "wrong-error",
            "dependant-ran",
            "left-running",
            "cancellation-lost",
        }
    ),
)
