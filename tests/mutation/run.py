"""Break every right answer on purpose and count what the checkers miss.

    python -m tests.mutation.run [EXERCISE...] [--sample N --seed S] [--operators]

Exit status 1 when fewer than 97 % of the mutants that are not equivalent are refused, when a
right answer is refused, or when a finding names a belief that the mutant does not show.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutation.equivalents import equivalents
from tests.mutation.generate import mutants
from tests.mutation.report import Result, idle_operators, operator_table, problems, table
from tests.mutation.workers import judge_all

ANSWERS = Path(__file__).parents[1] / "checkers" / "answers"


def right_answers(exercise: str, folder: Path = ANSWERS) -> dict[str, str]:
    """Name -> source of the right answers of an exercise."""
    return _sources(folder / exercise, "right_*.py")


def wrong_answers(exercise: str, folder: Path = ANSWERS) -> dict[str, str]:
    """Name -> source of the wrong answers of an exercise."""
    return _sources(folder / exercise, "wrong_*.py")


def _sources(folder: Path, pattern: str) -> dict[str, str]:
    return {file.stem: file.read_text("utf-8") for file in sorted(folder.glob(pattern))}


def exercises_with_answers(folder: Path = ANSWERS) -> list[str]:
    """The exercises that have right answers, in the order of the course."""
    from course_lib.exercises.manifest import MODULES

    here = {path.parent.name for path in folder.glob("*/right_*.py")}
    return [name for name in MODULES if name in here]


def mutation_run(
    names: Iterable[str],
    *,
    sample: int | None = None,
    seed: int = 0,
    workers: int = 2,
    folder: Path = ANSWERS,
    operator: str | None = None,
) -> list[Result]:
    """Judge the right answers and their mutants (`sample`: so many of each exercise).

    In a whole run the wrong answers are judged too, for what is said of them.
    """
    argued = equivalents()
    results = {}
    jobs = []
    for name in names:
        answers = right_answers(name, folder)
        result = results[name] = Result(name, answers, argued.get(name, {}))
        found = mutants(name, answers)
        if operator is not None:
            found = [m for m in found if m.operator == operator]
            result.complete = False
        if sample is not None and sample < len(found):
            found = random.Random(f"{seed} {name}").sample(found, sample)
            result.complete = False
        jobs += [((name, answer), name, source, seed) for answer, source in answers.items()]
        jobs += [((name, mutant), name, mutant.source, seed) for mutant in found]
        if result.complete:
            wrong = wrong_answers(name, folder)
            jobs += [((name, answer), name, source, seed) for answer, source in wrong.items()]
    for (name, what), judged in judge_all(jobs, workers=workers):
        if not isinstance(what, str):
            results[name].judged.append((what, judged))
        elif what.startswith("wrong_"):
            results[name].wrong_answers.append((what, judged))
        elif not judged.accepted:
            why = ", ".join([judged.outcome, *judged.codes])
            results[name].refused_answers.append(f"{what}: {why}")
    for result in results.values():
        result.judged.sort(key=lambda pair: (pair[0].answer, pair[0].operator, pair[0].key))
    return list(results.values())


def main(argv: Sequence[str] | None = None) -> int:
    known = exercises_with_answers()
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.run", description=__doc__)
    parser.add_argument("exercise", nargs="*", help=f"of {', '.join(known) or '(none)'}")
    parser.add_argument("--sample", type=int, help="so many mutants of each exercise")
    parser.add_argument("--seed", type=int, default=0, help="of the sample and of the checks")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--operator", help="only this operator's mutants")
    parser.add_argument("--operators", action="store_true", help="a table of the operators too")
    parser.add_argument("--answers", type=Path, default=ANSWERS, help="the folder of the answers")
    options = parser.parse_args(argv)
    names = options.exercise or exercises_with_answers(options.answers)
    if unknown := [n for n in names if not right_answers(n, options.answers)]:
        parser.error(f"no right answers for {', '.join(unknown)} in {options.answers}")
    start = time.perf_counter()
    results = mutation_run(
        names,
        sample=options.sample,
        seed=options.seed,
        workers=options.workers,
        folder=options.answers,
        operator=options.operator,
    )
    for result in results:
        for line in problems(result):
            print(line, end="\n\n")
    print(table(results))
    if options.operators:
        print("", operator_table(results), sep="\n")
    if idle := idle_operators(results):
        print(f"\nOperators that found nothing to change: {', '.join(idle)}.")
    total = sum(len(result.judged) for result in results)
    print(f"\n{total} mutants in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
