"""What the facilitator's guide takes from the notebooks: minutes, objectives, questions."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from course_lib.progress.syllabus import LESSONS, Lesson

EXERCISE = "exercise"  # the section that presents the tasks


@dataclass(frozen=True)
class Section:
    """A part of a lesson: its name and minutes as the notebook's metadata have them.

    `questions` are those that the notebook itself asks there, in their order.
    """

    name: str
    minutes: int
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Prediction:
    """A guess that a demo asks for and the board shows: the demo's title, and the question."""

    demo: str
    question: str


@dataclass(frozen=True)
class LessonSheet:
    """A lesson as its notebook has it.

    `before` says what learners need, and `needs` names the lessons that are linked there.
    """

    lesson: Lesson
    objectives: tuple[str, ...]
    before: str
    needs: tuple[str, ...]
    sections: tuple[Section, ...]
    predictions: tuple[Prediction, ...]

    def section(self, name: str) -> Section:
        """The section with this name; a KeyError says which there are."""
        for section in self.sections:
            if section.name == name:
                return section
        names = ", ".join(section.name for section in self.sections)
        raise KeyError(f"Lesson {self.lesson.number} has no section {name!r}. It has: {names}.")


def read_lessons(root: Path) -> list[LessonSheet]:
    """The sheets of all lessons in `root`/notebooks, in their order; OSError without a notebook."""
    return [read_lesson(lesson, root / "notebooks" / lesson.file) for lesson in LESSONS]


def read_lesson(lesson: Lesson, path: Path) -> LessonSheet:
    """The sheet of one lesson; raises OSError, or ValueError for what is no lesson."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    title = _source(cells[0])
    needed = re.search(r"you need: (.+)\*$", title, re.MULTILINE)
    if needed is None:
        raise ValueError(f"{path.name}: the line under the title lacks 'you need: ...'.")
    before = needed[1]
    return LessonSheet(
        lesson,
        objectives=tuple(re.findall(r"^- (.+)$", title, re.MULTILINE)),
        before=re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", before),  # without the links
        needs=_needs(before),
        sections=tuple(_sections(cells)),
        predictions=tuple(_predictions(cells)),
    )


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _needs(line: str) -> tuple[str, ...]:
    """The lessons that a line links to."""
    linked = set(re.findall(r"\((\d\d_\w+\.ipynb)\)", line))
    return tuple(lesson.name for lesson in LESSONS if lesson.file in linked)


def _sections(cells: list[dict[str, Any]]) -> Iterator[Section]:
    """A cell with minutes begins a section; it ends where the next one begins."""
    starts = [i for i, cell in enumerate(cells) if "minutes" in cell["metadata"].get("course", {})]
    for start, end in pairwise([*starts, len(cells)]):
        told = cells[start]["metadata"]["course"]
        texts = [_source(cell) for cell in cells[start:end] if cell["cell_type"] == "markdown"]
        heading = re.search(r"^#+ (.+)$", texts[0], re.MULTILINE)
        questions = tuple(question for text in texts for question in _questions(text))
        yield Section(told["section"], told["minutes"], heading[1] if heading else "", questions)


def _questions(text: str) -> Iterator[str]:
    """What a cell asks: a paragraph that begins with "Predict", or a question in bold."""
    heading = re.search(r"^### (.+)$", text, re.MULTILINE)
    about = f"{heading[1]}: " if heading else ""  # "Does it pass?" alone says too little
    for paragraph in text.split("\n\n"):
        words = " ".join(paragraph.split())
        if predict := re.match(r"\*\*Predict[^*]*\*\*:? ?", words):
            asked = words[predict.end() :].replace("**", "")
            begins = asked[:1].upper() if ":" in predict[0] else asked[:1]
            yield about + begins + asked[1:]
        elif not words.startswith("- "):  # a list has a bold word in front of each item
            for asked in re.finditer(r"\*\*([^*]+\?)\*\*", words):
                yield about + _start(words[: asked.start()], asked[1]) + asked[1]


def _start(before: str, asked: str) -> str:
    """The first half of the sentence, where only its end is in bold; else nothing."""
    if asked[:1].isupper():
        return ""
    return re.split(r"[.?*)] ", before)[-1]


def _predictions(cells: list[dict[str, Any]]) -> Iterator[Prediction]:
    """The demos with `predict=...`: their first argument is the title on the board."""
    for cell in cells:
        if cell["cell_type"] != "code" or "predict=" not in _source(cell):
            continue
        for call in ast.walk(ast.parse(_source(cell))):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            for keyword in call.keywords:
                if keyword.arg == "predict":
                    asked = ast.literal_eval(keyword.value)
                    questions = asked.values() if isinstance(asked, dict) else [asked]
                    title = ast.literal_eval(call.args[0])
                    yield from (Prediction(title, question) for question in questions)
