"""What this Python has, and what stands in where it has less."""

import importlib
import sys
import time

import pytest

from course_lib.tracing import runtime


@pytest.mark.parametrize(("platform", "inside"), [("emscripten", True), ("linux", False)])
def test_a_browser_is_known_by_its_platform(monkeypatch, platform, inside):
    monkeypatch.setattr(sys, "platform", platform)
    assert runtime.in_browser() is inside


def test_without_a_clock_of_the_thread_passing_time_counts(monkeypatch):
    monkeypatch.delattr(time, "thread_time", raising=False)
    bare = importlib.reload(runtime)
    try:
        begun = bare.thread_time()
        time.sleep(0.002)
        assert bare.thread_time() - begun >= 0.001
    finally:
        monkeypatch.undo()
        importlib.reload(runtime)
