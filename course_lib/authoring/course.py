"""Where the course lies on disk, and how a mistake in it is told."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


class CourseError(Exception):
    """A mistake that stops the command; its text is the sentence for the person who reads it."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: what, in which file (and cell), and the command that mends it."""

    what: str
    where: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f"\n  To mend: {self.mend}" if self.mend else "")


@dataclass(frozen=True)
class Course:
    """The folders of one checkout."""

    root: Path

    @property
    def lessons(self) -> Path:
        """The lessons, with stored outputs."""
        return self.root / "notebooks"

    @property
    def solutions(self) -> Path:
        """The solved exercises: the edited source of what ships."""
        return self.root / "solutions"

    @property
    def exercises(self) -> Path:
        """What ships: generated, never edited."""
        return self.root / "exercises"

    @property
    def work(self) -> Path:
        """The learner's own copies, ignored by git: work/, or COURSE_WORK where people share one
        course.
        """
        chosen = os.environ.get("COURSE_WORK")
        return Path(chosen).absolute() if chosen else self.root / "work"

    def name(self, path: Path) -> str:
        """`path` as a person in the course folder would type it."""
        path = Path(path).absolute()
        for folder in (self.work.parent, self.root):
            if path.is_relative_to(folder):
                return path.relative_to(folder).as_posix()
        return str(path)

    def notebooks(self, *folders: Path) -> list[Path]:
        """The notebooks of `folders`, in the order of their names."""
        return [path for folder in folders for path in sorted(folder.glob("*.ipynb"))]


def find_course(start: Path | None = None) -> Course:
    """The course at COURSE_ROOT, or around `start` (the current folder), or of this library.

    Raises CourseError where there is none.
    """
    start = Path(start or Path.cwd()).absolute()
    package = Path(__file__).resolve().parents[2]
    named = [Path(os.environ["COURSE_ROOT"]).absolute()] if os.environ.get("COURSE_ROOT") else []
    for folder in (*named, start, *start.parents, package):
        if (folder / "course_lib").is_dir() and (folder / "notebooks").is_dir():
            return Course(folder)
    raise CourseError(
        f"There is no course in {start} or above it: a folder with notebooks/ and course_lib/ is"
        " needed. Go to the folder of the course and run the command again."
    )


def write_atomically(path: Path, text: str | bytes) -> bool:
    """Write `text` in one step; False when the file holds it already, and nothing is touched."""
    data = text.encode() if isinstance(text, str) else text
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(data)
    os.replace(temporary, path)
    return True
