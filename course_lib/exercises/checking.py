"""From an answer to a verdict: preflight, scenarios, and the beliefs behind what went wrong."""

from __future__ import annotations

import time
import traceback
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.exercises.answer import Answer
from course_lib.exercises.bench import Bench, ScenarioOver, Symptom
from course_lib.exercises.preflight import preflight
from course_lib.exercises.verdict import Finding, RequirementResult, Verdict
from course_lib.exercises.words import number
from course_lib.virtual_time import guards

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise, Misconception, Scenario
    from course_lib.tracing import Trace

NOT_TRIED = "not judged: an earlier run ended before this could be seen"
SPIN = 1.0  # seconds of CPU time without an await; a right answer needs some hundredths
PRINTED_NOTE = 2000  # characters printed during a check that deserve a sentence


def judge(exercise: Exercise, answer: Answer, *, seed: int = 0) -> Verdict:
    """Play all scenarios of an exercise with an answer.

    The shipped program, unchanged, is "not attempted". `seed` decides the order of what is due
    at one instant; the verdict must not depend on it.
    """
    start = time.perf_counter()
    if exercise.is_shipped(answer.source):
        return not_attempted(exercise, start)
    if symptom := preflight(exercise, answer):
        return failed_before_start(exercise, symptom, start)
    with guards(answer.namespace, spin_limit=SPIN) as batch, warnings.catch_warnings():
        # A coroutine that nobody awaits is told in the verdict, not on the screen.
        warnings.simplefilter("ignore", RuntimeWarning)
        bench = Bench(answer, batch, seed)
        for scenario in exercise.scenarios:
            _try(scenario, bench, exercise)
            if bench.fatal:
                break
        _explain(bench, exercise)
        verdict = _verdict(exercise, answer, bench.symptoms, bench.failed, bench.saw, start, bench)
        _forget(bench)
    return verdict


@dataclass(frozen=True)
class Plain:
    """One run of an answer: its trace, how long it takes at best (s), what it is about."""

    trace: Trace
    ideal: float | None
    story: str


def plainest(exercise: Exercise, answer: Answer) -> Plain | None:
    """The first run of the first scenario with an answer; None if it could not be run at all."""
    if preflight(exercise, answer):
        return None
    with guards(answer.namespace, spin_limit=SPIN) as batch, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        bench = Bench(answer, batch)
        _try(exercise.scenarios[0], bench, exercise)
        if not bench.plays:
            return None
        play = bench.plays[0]
        plain = Plain(play.run.trace, play.ideal, play.story)
        _forget(bench)
    return plain


def _try(scenario: Scenario, bench: Bench, exercise: Exercise) -> None:
    """One scenario; what an answer gives back may break any question that is asked of it."""
    try:
        scenario(bench)
    except ScenarioOver:
        pass
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        message = f"Your code gave back something that the check cannot work with ({told})."
        bench.missed(exercise.requirements[0].id, "odd-value", message)


def _explain(bench: Bench, exercise: Exercise) -> None:
    """A requirement that no run could judge must not fail an answer without a word."""
    for requirement in exercise.requirements:
        if not bench.symptoms and requirement.id not in bench.saw:
            why = bench.failed.get(requirement.id, NOT_TRIED)
            message = f"This could not be judged: {requirement.text} ({why})."
            bench.missed(requirement.id, "odd-value", message)


def _forget(bench: Bench) -> None:
    """Let go of what failed runs hold, coroutines above all, while warnings are kept quiet."""
    for play in bench.plays:
        error = play.run.exception
        while error is not None:
            traceback.clear_frames(error.__traceback__)
            error = error.__context__
    bench.plays.clear()
    bench.symptoms.clear()


def not_attempted(exercise: Exercise, start: float, note: str = "") -> Verdict:
    """The verdict on a program that nobody has changed, or that is not there."""
    note = note or "This is still the program that the exercise began with."
    return Verdict(exercise.id, "not_attempted", notes=(note,), seconds=time.perf_counter() - start)


def failed_before_start(exercise: Exercise, symptom: Symptom, start: float) -> Verdict:
    """The verdict on a program that could not even be loaded."""
    failed = {symptom.requirement: symptom.message}
    return _verdict(exercise, Answer({}), [symptom], failed, {}, start)


def _verdict(
    exercise: Exercise,
    answer: Answer,
    symptoms: list[Symptom],
    failed: dict[str, str],
    saw: dict[str, str],
    start: float,
    bench: Bench | None = None,
) -> Verdict:
    findings = recognise(exercise, answer, symptoms)
    results = []
    for requirement in exercise.requirements:
        missed = failed.get(requirement.id)
        met = missed is None and requirement.id in saw
        actual = saw[requirement.id] if met else missed or NOT_TRIED
        facts = (requirement.id, requirement.text, met, requirement.expected, actual)
        results.append(RequirementResult(*facts, judged=met or missed is not None))
    passed = not symptoms and all(result.met for result in results)
    play = next((s.play for s in symptoms if s.play), None)
    if play is None and bench is not None and bench.plays:
        play = bench.plays[0]
    return Verdict(
        exercise.id,
        "passed" if passed else "failed",
        tuple(results),
        tuple(findings),
        play.run.trace if play else None,
        play.ideal if play else None,
        play.story if play else "",
        time.perf_counter() - start,
        _notes(bench),
    )


def _notes(bench: Bench | None) -> tuple[str, ...]:
    if bench is None or bench.printed <= PRINTED_NOTE:
        return ()
    return (
        f"Your code printed {number(bench.printed, 'character')} during the check. "
        "They are not shown.",
    )


def recognise(exercise: Exercise, answer: Answer, symptoms: list[Symptom]) -> list[Finding]:
    """The findings for these symptoms; each belief is named at most once."""
    codes = frozenset(symptom.code for symptom in symptoms)
    named: set[str] = set()
    findings = []
    for symptom in symptoms:
        belief = _belief(exercise, answer, symptom, codes, named)
        if belief is not None:
            named.add(belief.belief)
        findings.append(
            Finding(
                symptom.code,
                symptom.message,
                symptom.requirement,
                belief.belief if belief else None,
                belief.sentence if belief else None,
                symptom.details,
            )
        )
    return findings


def _belief(
    exercise: Exercise, answer: Answer, symptom: Symptom, codes: frozenset[str], named: set[str]
) -> Misconception | None:
    """The first belief that the symptom allows and the code shows."""
    from course_lib.exercises.model import Evidence

    if answer.code is None:
        return None
    evidence = Evidence(symptom, codes, answer.code)
    for belief in exercise.misconceptions:
        if belief.belief in named or symptom.code not in belief.symptoms:
            continue
        try:
            if belief.shown_by(evidence):
                return belief
        except Exception:
            continue  # code, or a value of the learner's, that nobody expected: say nothing
    return None
