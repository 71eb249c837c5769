"""The hand-written part of the facilitator's guide, `guide.toml`: questions, chapters, plans."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from course_lib.classroom.guide_lessons import LessonSheet, Section


@dataclass(frozen=True)
class Asked:
    """A question, and what a good answer has. `section` is where in the lesson to ask it."""

    ask: str
    listen: str
    section: str = ""


@dataclass(frozen=True)
class Questions:
    """What to ask about one lesson: before the class, in its sections, after the class."""

    before: tuple[Asked, ...]
    during: tuple[Asked, ...]
    after: tuple[Asked, ...]


@dataclass(frozen=True)
class Chapter:
    """A part of the guide that is the same whatever is taught; `text` is Markdown."""

    title: str
    text: str


@dataclass(frozen=True)
class Item:
    """One thing in a block: some sections of a lesson and its core exercise, or a talk.

    `core` are the room's minutes for the core exercise, 0 if it is left for later.
    """

    talk: str = ""
    talk_minutes: int = 0
    sheet: LessonSheet | None = None
    sections: tuple[Section, ...] = ()
    core: int = 0

    @property
    def shown(self) -> int:
        """Minutes without the exercise."""
        return self.talk_minutes + sum(section.minutes for section in self.sections)

    @property
    def minutes(self) -> int:
        """All its minutes."""
        return self.shown + self.core


@dataclass(frozen=True)
class Block:
    """Half a day: `minutes` are there, and the items fill them but for the spare ones."""

    name: str
    minutes: int
    items: tuple[Item, ...]

    @property
    def spare(self) -> int:
        """Minutes that are not planned; below 0 if the items do not fit."""
        return self.minutes - sum(item.minutes for item in self.items)


@dataclass(frozen=True)
class Plan:
    """A class: its name, what it is for, and its blocks."""

    name: str
    why: str
    blocks: tuple[Block, ...]

    @property
    def minutes(self) -> int:
        """The minutes of all blocks."""
        return sum(block.minutes for block in self.blocks)

    @property
    def sheets(self) -> list[LessonSheet]:
        """The lessons in it, in the order in which they are taught."""
        items = [item for block in self.blocks for item in block.items]
        return [item.sheet for item in items if item.sheet]


@dataclass(frozen=True)
class Written:
    """All that is hand-written. `questions` have a lesson's name as their key."""

    chapters: tuple[Chapter, ...]
    plans: tuple[Plan, ...]
    questions: dict[str, Questions]


def read_written(sheets: Sequence[LessonSheet]) -> Written:
    """`guide.toml`; a KeyError for a lesson or a section that the notebooks do not have."""
    data = tomllib.loads(files(__package__).joinpath("guide.toml").read_text(encoding="utf-8"))
    by_name = {sheet.lesson.name: sheet for sheet in sheets}
    return Written(
        tuple(Chapter(each["title"], each["text"].strip()) for each in data["chapter"]),
        tuple(_plan(each, by_name) for each in data["plan"]),
        {each["name"]: _questions(each, by_name[each["name"]]) for each in data["lesson"]},
    )


def _questions(data: dict[str, Any], sheet: LessonSheet) -> Questions:
    parts = {part: tuple(_asked(each) for each in data[part]) for part in ("before", "after")}
    during = tuple(_asked(each) for each in data["during"])
    for asked in during:
        sheet.section(asked.section)
    return Questions(during=during, **parts)


def _asked(data: dict[str, str]) -> Asked:
    return Asked(**{key: " ".join(text.split()) for key, text in data.items()})


def _plan(data: dict[str, Any], sheets: dict[str, LessonSheet]) -> Plan:
    blocks = tuple(
        Block(
            block["name"], block["minutes"], tuple(_item(item, sheets) for item in block["items"])
        )
        for block in data["block"]
    )
    return Plan(data["name"], " ".join(data["why"].split()), blocks)


def _item(data: dict[str, Any], sheets: dict[str, LessonSheet]) -> Item:
    if "talk" in data:
        return Item(talk=data["talk"], talk_minutes=data["minutes"])
    sheet = sheets[data["lesson"]]
    sections = tuple(sheet.section(name) for name in data["sections"])
    return Item(sheet=sheet, sections=sections, core=data.get("core", 0))
