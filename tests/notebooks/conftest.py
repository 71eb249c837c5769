"""The course of this checkout, and reference notebooks kept in kernels."""

from pathlib import Path

import pytest

from course_lib.authoring.course import Course

from .live import LiveReference

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def course():
    """The checkout that these tests belong to."""
    return Course(ROOT)


@pytest.fixture(scope="module")
def live(monkeypatch_module):
    """Give the kept kernel of a solved notebook; all end with the module."""
    references: dict[Path, LiveReference] = {}

    def live(path: Path) -> LiveReference:
        if path not in references:
            references[path] = LiveReference(path)
        return references[path]

    yield live
    for reference in references.values():
        reference.close()


@pytest.fixture(scope="module")
def monkeypatch_module():
    """Kernels are told their folder by a variable, which is put back afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_RUNTIME_DIR", "")
        yield patch
