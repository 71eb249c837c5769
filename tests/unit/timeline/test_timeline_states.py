"""Colour AND pattern AND glyph: each state differs in all three, and can be seen on its paper."""

import re
from itertools import combinations
from pathlib import Path

import pytest

import course_lib.timeline.layout as layout
from course_lib.timeline.states import END_COLOUR, IDEAL_COLOUR, STATES, as_data, glyph_path
from course_lib.tracing.text import GLYPHS

CSS = (Path(layout.__file__).parent / "timeline.css").read_text()
LIGHT, DARK = "#FFFFFF", "#111111"


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself_is_right():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("one", "other"), list(combinations(STATES, 2)), ids=lambda s: s.key)
def test_two_states_differ_in_colour_and_pattern_and_glyph(one, other):
    for look in ("colour", "tile", "hatch", "glyph", "strokes", "word"):
        assert getattr(one, look) != getattr(other, look)


@pytest.mark.parametrize("state", STATES, ids=lambda s: s.key)
def test_a_bar_is_seen_on_light_and_on_dark_paper_by_its_outline_or_its_colour(state):
    assert contrast(state.ink, LIGHT) >= 3
    assert contrast(state.colour, DARK) >= 3


@pytest.mark.parametrize("state", [s for s in STATES if s.tile], ids=lambda s: s.key)
def test_pattern_lines_stand_out_on_their_colour(state):
    assert contrast(state.ink, state.colour) >= 2.4


def test_lines_and_words_of_static_pictures_are_readable():
    for colour in (layout.TEXT, layout.BAD, IDEAL_COLOUR):
        assert contrast(colour, layout.PAPER) >= 4.5
    assert contrast(END_COLOUR, layout.PAPER) >= 3


def test_the_words_in_colour_of_the_live_picture_are_readable():
    """`--fp-ideal` and `--fp-bad` colour words; the rest takes the theme's text colour."""
    light = dict(re.findall(r"--fp-(ideal|bad): (#\w{6})", CSS.split("@media")[0]))
    dark = dict(re.findall(r"--fp-(ideal|bad): (#\w{6})", CSS.split("@media", 1)[1]))
    assert set(light) == set(dark) == {"ideal", "bad"}
    assert all(contrast(colour, LIGHT) >= 4.5 for colour in light.values())
    assert all(contrast(colour, DARK) >= 4.5 for colour in dark.values())


def test_without_jupyterlab_text_and_paper_still_contrast():
    text = re.findall(r"--fp-text: var\(--jp-ui-font-color1, (#\w+)\)", CSS)
    paper = re.findall(r"--fp-paper: var\(--jp-layout-color0, (#\w+)\)", CSS)
    assert len(text) == len(paper) == 2
    assert all(contrast(t, p) >= 4.5 for t, p in zip(text, paper, strict=True))


def test_text_and_picture_use_the_same_glyphs():
    assert {s.key: s.glyph for s in STATES if s.key in GLYPHS} == dict(GLYPHS)


def test_the_browser_gets_the_whole_table():
    assert [set(row) for row in as_data()] == [
        {"key", "word", "glyph", "colour", "ink", "tile", "path"}
    ] * len(STATES)
    assert all(row["path"].startswith("M") for row in as_data())
    assert glyph_path(STATES[1], 10) == "M1 5.5L3.8 8.5L9 1.5"
