"""The recap of a lesson: one question a cell, and a sentence for every answer.

The questions are data, `recaps/LESSON.toml`, so that a lesson's cells do not give them away.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from course_lib.exercises.cells import this_cell
from course_lib.tracing import events

_LETTERS = "abcdefgh"
_RECAPS = files(__package__) / "recaps"
# The view of each question that is on show, by its cell: running the cell again replaces it.
_shown: dict[tuple[str, str, int], Any] = {}


@dataclass(frozen=True)
class Option:
    """One answer to choose: its letter, its text, and what to say to whoever chooses it."""

    key: str
    text: str
    feedback: str
    right: bool = False


@dataclass(frozen=True)
class Feedback:
    """What a chosen answer is worth. Prints as text, shows as text in a notebook."""

    option: Option

    @property
    def right(self) -> bool:
        """Whether it is the right one."""
        return self.option.right

    def __str__(self) -> str:
        verdict = "Right" if self.right else "Not quite"
        return f"{self.option.key}: {verdict}. {self.option.feedback}"

    __repr__ = __str__


@dataclass(frozen=True)
class Question:
    """One question of a recap. In a notebook it shows itself, with radio buttons where there
    is a front end; `answer` works everywhere.
    """

    lesson: str
    number: int
    text: str
    options: tuple[Option, ...]

    def answer(self, key: str) -> Feedback:
        """The feedback for the option with the letter `key`; a ValueError if there is none."""
        chosen = {option.key: option for option in self.options}.get(str(key).strip().lower())
        if chosen is None:
            letters = ", ".join(option.key for option in self.options)
            raise ValueError(f"{key!r} is not one of the answers. Choose one of: {letters}.")
        events.publish(
            "answered",
            lesson=self.lesson,
            question=self.number,
            option=chosen.key,
            right=chosen.right,
        )
        return Feedback(chosen)

    def __str__(self) -> str:
        """The text twin: the question, its options, and how to answer without a mouse."""
        options = [f"  {option.key}) {option.text}" for option in self.options]
        call = f'quiz("{self.lesson}", {self.number}).answer("a")'
        return "\n".join([f"{self.number}. {self.text}", *options, f"To answer: {call}"])

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display({"text/plain": str(self)}, raw=True)
        if not os.environ.get("COURSE_HEADLESS"):
            from course_lib.demos.quiz_view import QuestionView

            place = (this_cell(), self.lesson, self.number)
            if place in _shown:
                _shown[place].close()
            _shown[place] = QuestionView(self)
            display(_shown[place].bundle(), raw=True)


def quiz(lesson: str, number: int) -> Question:
    """Question `number` (from 1) of the recap of `lesson`.

    A ValueError names the recaps, or the numbers, that exist.
    """
    questions = _load(lesson)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(questions):
        raise ValueError(
            f"The recap of {lesson!r} has the questions 1 to {len(questions)}, not {number!r}."
        )
    return questions[number - 1]


def recap_lessons() -> tuple[str, ...]:
    """The lessons that have a recap."""
    names = (path.name for path in _RECAPS.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _load(lesson: str) -> tuple[Question, ...]:
    if lesson not in recap_lessons():
        near = difflib.get_close_matches(str(lesson), recap_lessons(), n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(recap_lessons())}."
        raise ValueError(f"There is no recap called {lesson!r}. {hint}")
    data = tomllib.loads((_RECAPS / f"{lesson}.toml").read_text(encoding="utf-8"))
    return tuple(
        Question(lesson, number, entry["text"].strip(), _options(entry["option"]))
        for number, entry in enumerate(data["question"], 1)
    )


def _options(entries: list[dict[str, Any]]) -> tuple[Option, ...]:
    return tuple(
        Option(key, entry["text"], entry["feedback"].strip(), entry.get("right", False))
        for key, entry in zip(_LETTERS, entries, strict=False)
    )
