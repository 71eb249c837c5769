"""Bars, treemap and the quarter: what the pictures show is what their texts say."""

import asyncio
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_lib.bundles.charts import bars, megabytes, treemap
from course_lib.bundles.distributions import Bundle, File, own_files
from course_lib.bundles.history import creep, jump, quarter, reds
from course_lib.bundles.inventory import recorded
from course_lib.bundles.kinds import KINDS, kind_of
from course_lib.bundles.scales import pack, weigh
from course_lib.bundles.squares import squarify
from course_lib.demos.drawing import LOOKS, Box, Words
from course_lib.timeline.png import NO_PICTURE


# A busy machine draws slowly; nothing here depends on the time.
@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), st.integers(0, 10**8), max_size=30))
def test_a_treemap_gives_each_name_its_share_of_the_place(weights):
    place = (10.0, 20.0, 300.0, 200.0)
    found = dict(squarify(weights, place))
    total = sum(w for w in weights.values() if w > 0)
    for name, (x, y, width, height) in found.items():
        share = weights[name] / total
        assert width * height == pytest.approx(share * 60_000, rel=1e-6, abs=1e-3)
        assert x >= 10 - 1e-6
        assert y >= 20 - 1e-6
        assert x + width <= 310 + 1e-6
        assert y + height <= 220 + 1e-6
    assert set(found) == {name for name, weight in weights.items() if weight}


def test_rectangles_are_nearly_square_where_they_can_be():
    places = dict(squarify(dict.fromkeys("abcdefghi", 1.0), (0, 0, 300, 300)))
    assert all(0.5 < width / height < 2 for _, _, width, height in places.values())


def boxes(drawing):
    return [shape for shape in drawing.shapes if isinstance(shape, Box)]


def words(drawing):
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


def test_bars_are_in_proportion_and_the_first_is_their_sum():
    drawing = bars("Sizes", {"a": 3e6, "b": 1e6}, budget=3.5e6)
    whole, first, second = (box.width for box in boxes(drawing))
    assert first == pytest.approx(3 * second)
    assert whole == pytest.approx(first + second)
    assert boxes(drawing)[0].kind == "bad"
    assert "budget 3.5 MB" in words(drawing)
    assert "all together is over it" in drawing.text


def test_bars_beyond_the_most_are_told_together():
    drawing = bars("Sizes", {f"p{i}": 1e6 * (i + 1) for i in range(9)}, most=3)
    assert "6 more" in drawing.text
    assert "21.0 MB" in drawing.text
    assert "┆" not in drawing.text


@pytest.mark.parametrize("sizes", [{}, {"a": 0}])
def test_bars_of_nothing_are_drawn(sizes):
    assert "all together" in bars("Nothing", sizes, budget=0.0).text


def test_a_treemap_can_be_read_without_colour():
    whole = recorded()
    drawing = treemap("Files", whole, whole.without(["**/tests/**"]))
    assert len({LOOKS[look].hatch or look for look in KINDS.values()}) == len(KINDS)
    said = " ".join(words(drawing))
    assert "numpy: native code" in said
    assert ", out" in said
    for package in whole.by_package():
        assert package in said  # on its box, or in the line below
    assert "numpy: tests" in drawing.text
    assert "left out" in drawing.text


def test_an_empty_bundle_has_a_treemap():
    assert treemap("Nothing", Bundle({})).text == "Nothing"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("numpy/core/tests/test_a.py", "tests"),
        ("numpy/__init__.pyi", "stubs and headers"),
        ("numpy/include/x.txt", "stubs and headers"),
        ("numpy.libs/libopenblas-1.so.0", "native code"),
        ("a/b.cpython-311-x86_64-linux-gnu.so", "native code"),
        ("a/b.pyd", "native code"),
        ("a/testing.py", "Python code"),
        ("a-1.dist-info/METADATA", "data and metadata"),
    ],
)
def test_a_file_has_a_kind(name, kind):
    assert kind_of(name) == kind


def test_megabytes_are_of_1000_times_1000():
    assert megabytes(58_608_937) == "58.6 MB"
    assert megabytes(1929) == "1.9 kB"


def test_weighing_says_what_is_left_out_and_which_pattern_missed():
    frame = weigh(recorded(), ["**/tests/**", "nothing/**"], budget=55)
    assert "11.4 % left out" in frame.said
    assert "within" in frame.said
    assert "'nothing/**' matches no file" in frame.said
    assert frame.rows[-1]["package"] == "all together"
    assert sum(row["files"] for row in frame.rows[:-1]) == frame.rows[-1]["files"]


async def frames(bundle):
    return [frame async for frame in pack(bundle, ["**/*.html"], budget=1)]


def test_packing_shows_a_bar_and_then_the_size_of_the_archive():
    from course_lib.bundles.archive import build_zip

    bundle = own_files()
    *working, last = asyncio.run(frames(bundle))
    assert working
    assert all(0 < frame.done <= 1 for frame in working)
    kept = bundle.without(["**/*.html"])
    assert megabytes(len(build_zip(kept.read()))) in last.said
    assert last.done is None


def test_packing_can_be_stopped_and_leaves_the_loop_free(tmp_path):
    big = tmp_path / "big.bin"
    big.write_bytes(bytes(range(256)) * 40_000)
    bundle = Bundle({"big.bin": File("big.bin", big, "big", big.stat().st_size)})

    async def stopped():
        task = asyncio.create_task(frames(bundle))
        turns = 0
        while turns < 5:
            await asyncio.sleep(0)
            turns += 1
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped())


def test_the_made_up_quarter_grows_by_a_third():
    sizes = creep()
    assert sizes[-1] / sizes[0] == pytest.approx(4 / 3)
    assert any(b < a for a, b in itertools.pairwise(sizes))
    assert max(b / a for a, b in itertools.pairwise(sizes)) < 1.02
    assert creep(1) != creep(2)


@pytest.mark.parametrize("seed", range(20))
def test_a_limit_catches_jumps_and_a_baseline_creep(seed):
    crept, jumped = reds(creep(seed), 60e6, 0.05), reds(jump(seed), 60e6, 0.05)
    assert crept["limit"] is None
    assert crept["moving baseline"] is None
    assert 3 <= crept["baseline"] <= 25
    assert jumped == {"limit": 40, "baseline": 40, "moving baseline": 40}


def test_the_picture_of_the_quarter_marks_the_red_commits():
    frame = quarter()
    assert "limit, baseline: red at 40" in words(frame.picture)
    assert frame.picture.text.count("\n") == 2
    assert frame.rows[0]["limit"] == "never"
    never = quarter(limit=80, tolerance=0.5)
    assert "commit" not in str([row["limit"] for row in never.rows])


def test_a_picture_is_drawn_by_matplotlib_alone(monkeypatch):
    picture = quarter().picture
    assert picture.png().startswith(b"\x89PNG")
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    assert picture.bundle() == {"text/plain": f"{picture.text}\n\n{NO_PICTURE}"}
