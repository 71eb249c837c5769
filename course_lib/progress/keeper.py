"""Keeps what a learner does, also where the progress file cannot be written.

Then it goes to a second file in the folder for temporary files, and from there into the first one
as soon as that can be written again. Where neither can be, the kernel keeps it.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from .entries import Content
from .store import Store, Unusable


class Keeper:
    """The progress file at `path` and its spare. Its methods never raise."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path)
        self.spare = Store(spare_path(path))

    def read(self) -> Content:
        """What both files hold; what cannot be read is told in `note`."""
        content, notes = Content(), []
        for store in (self.store, self.spare):
            if store is self.spare and not _is_private(store.path.parent):
                continue
            try:
                found = store.read()
            except Unusable as problem:
                notes.append(str(problem))
                continue
            known = {event["id"] for event in content.events}
            content.events += [event for event in found.events if event["id"] not in known]
            content.sources.update(found.sources)
        content.note = " ".join(notes)
        return content

    def save(self, new: Content) -> tuple[bool, str]:
        """Whether `new` is saved in one of the files, and a sentence for the learner, or ""."""
        try:
            note = self.store.add(new)
        except Unusable as problem:
            return self._to_the_spare(new, str(problem))
        if self.spare.path.exists():
            self._come_home()
        return True, note

    def _to_the_spare(self, new: Content, problem: str) -> tuple[bool, str]:
        folder = self.spare.path.parent
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if not _is_private(folder):
                raise Unusable("")
            self.spare.add(new)
        except (OSError, Unusable):
            return (
                False,
                f"{problem} The lesson works; what you do is kept until this kernel stops.",
            )
        return True, (
            f"{problem} It is kept in {self.spare.path} for now. It moves when that can be written"
            " again; or set COURSE_PROGRESS to a file that you can write."
        )

    def _come_home(self) -> None:
        """Take over what the spare holds, then remove it; what fails stays in the spare."""
        with suppress(OSError, Unusable):
            if not _is_private(self.spare.path.parent):
                return
            with self.spare.locked():
                self.store.add(self.spare.read())
                self.spare.path.unlink(missing_ok=True)


def spare_path(path: Path) -> Path:
    """The file that stands in for `path`."""
    user = os.geteuid() if hasattr(os, "geteuid") else "me"
    key = hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"fix-patterns-{user}" / f"progress-{key}.json"


def _is_private(folder: Path) -> bool:
    """Whether a folder in a place that all users share is this user's alone."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    return os.name == "nt" or (found.st_uid == os.geteuid() and not found.st_mode & 0o077)
