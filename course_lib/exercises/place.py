"""A notebook of the course as a place to be: its lesson, its cells, and how far one had come."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.exercises.markup import Markup, element
from course_lib.exercises.words import number
from course_lib.progress.syllabus import LESSONS, Lesson

if TYPE_CHECKING:
    from datetime import datetime

    from course_lib.progress import Progress

START_PAGE = "00_start_here.ipynb"
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_MARKS = re.compile(r"[*`]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Place:
    """A notebook of `lesson`. `part` is "lesson" or "exercises".

    `codes` are the ids of its code cells in their order, `sections` the heading above each.
    """

    lesson: Lesson
    part: str
    codes: tuple[str, ...]
    sections: tuple[str, ...]

    def index(self, cell: str) -> int:
        """Where a code cell stands; 0, the place of the first one, if it is not there."""
        return self.codes.index(cell) if cell in self.codes else 0

    def furthest(self, progress: Progress) -> int:
        """The index of the furthest code cell that was ever run here."""
        return max((self.index(work.cell) for work in self._work(progress)), default=0)

    def _work(self, progress: Progress) -> list:
        here = (self.lesson.name, self.part)
        return [work for work in progress.work if (work.lesson, work.part) == here]

    def resume(self, progress: Progress) -> Message | None:
        """One sentence about where the learner was; None for somebody who is new here."""
        if self.part == "exercises":
            return self._resume_exercises(progress)
        work = self._work(progress)
        reached = self.furthest(progress)
        if not reached:
            return None
        day = _day(work[-1].until)
        if reached < len(self.codes) - 1:
            section = self.sections[reached]
            return Message(
                f"Welcome back: on {day} you had come as far as ", section, f"#{_anchor(section)}"
            )
        exercises = self.lesson.exercises
        solved = sum(name in progress.solved for name in exercises)
        return Message(
            f"You were at the end of this lesson on {day}, and {solved} of its "
            f"{number(len(exercises), 'exercise')} {'is' if solved == 1 else 'are'} solved: ",
            "to the exercises",
            f"../exercises/{self.lesson.file}",
        )

    def _resume_exercises(self, progress: Progress) -> Message | None:
        names = self.lesson.exercises
        if not set(names) & set(progress.exercises):
            return None
        open_ones = [name for name in names if name not in progress.solved]
        if not open_ones:
            return Message("Welcome back: every exercise of this lesson is solved")
        stands = progress.stands(open_ones[0]).removeprefix("open").removeprefix(", ")
        note = f" ({stands})" if stands else ""
        solved = len(names) - len(open_ones)
        return Message(
            f"Welcome back: {solved} of {number(len(names), 'exercise')} "
            f"{'is' if solved == 1 else 'are'} solved; the next one{note} is ",
            open_ones[0],
        )


@dataclass(frozen=True)
class Message:
    """A sentence that ends with a place to go to, as text and as HTML."""

    text: str
    to: str = ""
    link: str = ""

    def __str__(self) -> str:
        return f"{self.text}{self.to}."

    def _repr_html_(self) -> Markup:
        place = element("a", self.to, href=self.link) if self.link else element("code", self.to)
        return element(
            "p", self.text, place if self.to else None, ".", class_="fp-resume", role="status"
        )


def read_place(notebook: Path) -> Place | None:
    """The place that a notebook file is; None for one that does not belong to a lesson."""
    try:
        data = json.loads(notebook.read_text(encoding="utf-8"))
        name = data["metadata"]["course"]["lesson"]
        lesson = next(lesson for lesson in LESSONS if lesson.name == name)
        codes, sections, section = [], [], ""
        for cell in data["cells"]:
            if cell["cell_type"] == "markdown":
                found = _HEADING.findall(_FENCED.sub("", "".join(cell["source"])))
                section = _MARKS.sub(r"\1", found[-1]) if found else section
            elif cell["cell_type"] == "code":
                codes.append(str(cell.get("id", "")))
                sections.append(section)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, StopIteration):
        return None
    answers = {f"{exercise.replace('_', '-')}-answer" for exercise in lesson.exercises}
    part = "exercises" if answers & set(codes) else "lesson"
    return Place(lesson, part, tuple(codes), tuple(sections))


def _anchor(section: str) -> str:
    """The id that JupyterLab gives the heading."""
    return section.replace(" ", "-")


def _day(instant: datetime) -> str:
    return instant.astimezone().strftime("%d %B").lstrip("0")
