"""How progress looks: the map of the course and its tables, as text and as HTML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .records import moment
from .syllabus import RANKS

if TYPE_CHECKING:
    from .records import Attempt
    from .summary import Progress, Station

NOTHING = "Nothing yet. What you check, predict and solve is listed here."
SIGNS = {"done": "✓", "started": "◐", "new": "○", "unwritten": "·"}
WORDS = {"done": "done", "started": "started", "new": "", "unwritten": "still being written"}
TRIED = {"✓": "solved", "◐": "tried", "○": "not tried"}
EXERCISES = ("Exercise", "Where it stands", "Tries", "Hints")
PREDICTIONS = ("Demo", "You predicted", "It was", "Off")


def progress_text(progress: Progress) -> str:
    """The map, the exercises, the predictions, and a sentence or two."""
    parts = ["The map", *_columns([_station_row(progress, s) for s in progress.stations()])]
    for heads, rows in _tables(progress):
        parts += ["", *_columns([heads, *rows])]
    sentences = _sentences(progress)
    return "\n".join(parts + (["", *sentences] if sentences else []))


def progress_html(progress: Progress) -> str:
    """The map as a list of lessons with links, and the tables below it, everything escaped."""
    root = ET.Element("section", {"class": "fp-way", "aria-label": "Your progress"})
    ET.SubElement(root, "style").text = Path(__file__).with_name("map.css").read_text("utf-8")
    stations = ET.SubElement(root, "ol", {"class": "fp-map", "aria-label": "The map of the course"})
    for station in progress.stations():
        _station(stations, progress, station)
    for heads, rows in _tables(progress):
        _table(root, heads, rows)
    for sentence in _sentences(progress):
        ET.SubElement(root, "p").text = sentence
    return ET.tostring(root, encoding="unicode", method="html")


def attempts_text(progress: Progress, exercise: str) -> str:
    """Every attempt at one exercise with its source, the newest last."""
    attempts = progress.attempts(exercise)
    if not attempts:
        return f"There is no attempt at {exercise} yet."
    shown = [_attempt_text(number, attempt) for number, attempt in enumerate(attempts, 1)]
    return "\n\n".join(shown + ([progress.note] if progress.note else []))


def _attempt_text(number: int, attempt: Attempt) -> str:
    met = f", {attempt.met or 0} of {attempt.requirements} met" if attempt.requirements else ""
    source = attempt.source or "(the source is not at hand)"
    lines = [f"    {line}".rstrip() for line in source.splitlines()]
    return "\n".join([f"{number}. {_day(attempt.at)}: {attempt.outcome}{met}", *lines])


def _day(at: str) -> str:
    instant = moment(at)
    return instant.astimezone().strftime("%Y-%m-%d %H:%M") if instant else "some time"


def _station_row(progress: Progress, station: Station) -> tuple[str, ...]:
    lesson = station.lesson
    return (
        f"{lesson.number} {SIGNS[station.state]} {lesson.title}",
        _state_words(station),
        "  ".join(f"{rank} {sign}" for rank, sign in _ladder(progress, station)),
        _time_words(station),
    )


def _state_words(station: Station) -> str:
    words = [WORDS[station.state], "next" if station.next else ""]
    return ", ".join(word for word in words if word)


def _ladder(progress: Progress, station: Station) -> list[tuple[str, str]]:
    """A sign for each exercise of a lesson: solved, tried, or neither."""
    exercises = station.lesson.exercises
    ranks = RANKS if len(exercises) > 1 else ("exercise",)
    signs = (
        "✓" if name in progress.solved else "◐" if progress.attempts(name) else "○"
        for name in exercises
    )
    return list(zip(ranks, signs, strict=False))


def _time_words(station: Station) -> str:
    planned = station.lesson.minutes
    if not station.seconds:
        return f"about {planned} min"
    spent = "under a minute" if station.seconds < 60 else f"{station.seconds / 60:.0f} min"
    return f"{spent} of about {planned} min"


def _tables(progress: Progress) -> list[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """The tables that have something to say: heads and rows."""
    exercises = [
        (
            exercise,
            progress.stands(exercise),
            str(len(progress.attempts(exercise))),
            str(progress.hints.get(exercise, 0)),
        )
        for exercise in progress.exercises
    ]
    predictions = [
        (
            f"{p.demo}: {p.variant}" if p.variant else p.demo,
            f"{p.guess_ms:g} ms",
            f"{p.actual_ms:g} ms",
            "right" if p.right and p.off_ms else p.off,
        )
        for p in progress.predictions
    ]
    found = ((EXERCISES, exercises), (PREDICTIONS, predictions))
    return [(heads, rows) for heads, rows in found if rows]


def _sentences(progress: Progress) -> list[str]:
    """Recap, predictions, and what went wrong with the file."""
    lines = []
    if progress.answers:
        right = sum(progress.answers.values())
        lines.append(f"Recap questions right: {right} of {len(progress.answers)} answered.")
    if count := len(progress.predictions):
        close = sum(prediction.right for prediction in progress.predictions)
        last = progress.predictions[-1]
        made = "1 prediction" if count == 1 else f"{count} predictions"
        lines.append(f"{made}, {close} right; the last one {last.off} ({last.demo}).")
    if not (lines or progress.exercises or progress.work):
        lines.append(NOTHING)
    return lines + ([progress.note] if progress.note else [])


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _station(parent: ET.Element, progress: Progress, station: Station) -> None:
    lesson = station.lesson
    look = {"class": f"fp-{station.state}"} | ({"aria-current": "step"} if station.next else {})
    item = ET.SubElement(parent, "li", look)
    ET.SubElement(item, "span", {"class": "fp-number", "aria-hidden": "true"}).text = (
        SIGNS["done"] if station.state == "done" else str(lesson.number)
    )
    title = f"{lesson.number}. {lesson.title}"
    if station.state == "unwritten":
        ET.SubElement(item, "strong").text = title
    else:
        ET.SubElement(ET.SubElement(item, "strong"), "a", href=lesson.file).text = title
    words = _state_words(station) or "not started"
    ET.SubElement(item, "span", {"class": "fp-state"}).text = words
    ladder = ET.SubElement(item, "span", {"class": "fp-ladder"})
    for rank, sign in _ladder(progress, station):
        look = {"role": "img", "aria-label": f"{rank}: {TRIED[sign]}"}
        ET.SubElement(ladder, "span", look).text = f"{rank} {sign}"
    ET.SubElement(item, "span").text = _time_words(station)


def _table(root: ET.Element, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = ET.SubElement(ET.SubElement(root, "div", {"class": "fp-wide"}), "table")
    head = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    for title in heads:
        ET.SubElement(head, "th", scope="col").text = title
    body = ET.SubElement(table, "tbody")
    for first, *rest in rows:
        line = ET.SubElement(body, "tr")
        ET.SubElement(line, "th", scope="row").text = first
        for cell in rest:
            ET.SubElement(line, "td").text = cell
