"""Run the program of a file, guarded, so that its definitions can be checked."""

from __future__ import annotations

import ast
import linecache
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from course_lib.exercises.answer import Answer
from course_lib.exercises.bench import Symptom
from course_lib.exercises.checking import failed_before_start, judge, not_attempted
from course_lib.exercises.files import Part, Program, UnreadableError, read_program
from course_lib.exercises.troubles import Trouble, of_exception, of_stop
from course_lib.exercises.verdict import Verdict
from course_lib.virtual_time import guards

if TYPE_CHECKING:
    from course_lib.exercises.model import Exercise

MODULE = "answer"  # the name that an answer's own module has
LOADING = 4.0  # seconds of CPU time for what stands outside of functions: big packages need some


def judge_file(exercise: Exercise, path: Path, *, seed: int = 0) -> Verdict:
    """The verdict on the answer in a file.

    Raises UnreadableError for a file that cannot be read or parsed. The answer runs in this
    process: `judge` is the door for answers that nobody has read.
    """
    start = time.perf_counter()
    names = tuple(required.name for required in exercise.names)
    program = read_program(path, exercise.cell, names)
    if not set(names) & program.names():
        return not_attempted(exercise, start, f"{path.name} does not define {', '.join(names)}.")
    if exercise.is_shipped(program.answer):
        return not_attempted(exercise, start)
    module = ModuleType(MODULE)
    module.__file__ = str(path)
    if trouble := _load(program, module):
        symptom = Symptom(trouble.code, exercise.requirements[0].id, trouble.message)
        symptom.details = trouble.details
        return failed_before_start(exercise, symptom, start)
    namespace = vars(module)
    objects = {name: namespace[name] for name in names if name in namespace}
    if not objects:
        return not_attempted(exercise, start, f"{path.name} does not define {', '.join(names)}.")
    return judge(exercise, Answer(objects, namespace, program.source), seed=seed)


def load_answer(exercise: Exercise, path: Path, source: str | None = None) -> Answer | None:
    """The answer in a notebook of the course's own, ready to run; None if it cannot be.

    `source` stands in for the cell of the answer: so an old answer has the notebook's imports.
    """
    names = tuple(required.name for required in exercise.names)
    try:
        program = read_program(path, exercise.cell, names)
        if source is not None:
            program = _with_answer(program, exercise.cell, source)
    except (UnreadableError, SyntaxError, ValueError, RecursionError):
        return None
    module = ModuleType(MODULE)
    if _load(program, module):
        return None
    objects = {name: vars(module)[name] for name in names if name in vars(module)}
    return Answer(objects, vars(module), program.source) if objects else None


def _with_answer(program: Program, cell: str, source: str) -> Program:
    name = f"cell [{cell}]"
    answer = Part(name, source, ast.parse(source))
    parts = (answer if part.name == name else part for part in program.parts)
    return Program(tuple(parts), source)


def _load(program: Program, module: ModuleType) -> Trouble | None:
    """Execute the program's parts; what went wrong, or None."""
    # Data classes look their module up by name.
    before, sys.modules[MODULE] = sys.modules.get(MODULE), module
    try:
        with guards(vars(module), spin_limit=LOADING) as batch:
            run = batch.run(_executed, program, module, settle=False)
        if run.stopped is not None and run.stopped.code == "asyncio-run":
            # A program that tries itself out: let it, on the real loop.
            try:
                _execute(program, module)
            except Exception as error:
                return of_exception(error)
            except SystemExit:
                return Trouble("ends-process", "The file called exit() while it was loaded.")
            return None
        if run.stopped is not None:
            return of_stop(run.stopped)
        return None if run.exception is None else of_exception(run.exception)
    finally:
        if before is None:
            sys.modules.pop(MODULE, None)
        else:
            sys.modules[MODULE] = before


async def _executed(program: Program, module: ModuleType) -> None:
    _execute(program, module)


def _execute(program: Program, module: ModuleType) -> None:
    for part in program.parts:
        lines = part.source.splitlines(keepends=True)
        linecache.cache[part.name] = (len(part.source), None, lines, part.name)
        exec(compile(part.tree, part.name, "exec", dont_inherit=True), vars(module))
