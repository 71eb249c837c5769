"""Zip archives that are the same for the same files, and what they weigh."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

LEVEL = 6
_CHUNK = 256 * 1024  # bytes between two steps: some 15 ms of deflating
# The earliest date that a zip can hold. Any fixed one would do.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16
_UNIX = 3


class Packing:
    """Packs files step by step, so that whoever waits can show a bar, and stop.

    `files` maps names to bytes, or to paths that are read when their turn comes. After
    `for done in packing.steps()` has ended, `packing.data` is the archive.
    """

    def __init__(self, files: Mapping[str, bytes | Path], level: int = LEVEL) -> None:
        self.files = files
        self.level = level
        self.data = b""

    def steps(self) -> Iterator[int]:
        """Pack everything; yields the number of bytes that are packed so far.

        Raises OSError if a file cannot be read.
        """
        buffer, done = io.BytesIO(), 0
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self.files):
                with archive.open(self._entry(name), "w") as entry:
                    for chunk in _chunks(self.files[name]):
                        entry.write(chunk)
                        done += len(chunk)
                        yield done
        self.data = buffer.getvalue()

    def _entry(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, _DATE)
        info.compress_type = zipfile.ZIP_DEFLATED
        # Otherwise it says which system has made it.
        info.create_system, info.external_attr = _UNIX, _MODE
        info._compresslevel = self.level  # `compress_level` since Python 3.13
        return info


def build_zip(files: Mapping[str, bytes | Path], level: int = LEVEL) -> bytes:
    """The files as a deflated zip: the same bytes for any order and any time of day."""
    packing = Packing(files, level)
    for _ in packing.steps():
        pass
    return packing.data


def measure(files: Mapping[str, bytes], level: int = LEVEL) -> dict[str, int]:
    """How many files there are, their unpacked bytes, and the bytes of their archive."""
    return {
        "files": len(files),
        "raw": sum(map(len, files.values())),
        "zip": len(build_zip(files, level)),
    }


def _chunks(content: bytes | Path) -> Iterator[bytes]:
    if not isinstance(content, Path):
        for start in range(0, len(content), _CHUNK):
            yield content[start : start + _CHUNK]
        return
    with content.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
