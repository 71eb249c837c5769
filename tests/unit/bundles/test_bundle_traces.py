"""What was seen in use, how long imports take, and a Python that sees a bundle alone."""

import pytest

from course_lib.bundles import isolated
from course_lib.bundles.distributions import sample_app
from course_lib.bundles.import_time import ImportTimes, app_import_times, import_times
from course_lib.bundles.isolated import NoProcessError, answer
from course_lib.bundles.tracing import trace


@pytest.fixture(scope="module")
def bundle():
    return sample_app("statistics")


@pytest.fixture(scope="module")
def traced(bundle):
    return trace(bundle)


def test_the_whole_bundle_answers_every_request(traced):
    assert set(traced.answers.values()) == {200}


def test_every_traced_file_is_one_of_the_bundle(bundle, traced):
    for names in (traced.static, traced.after_import, traced.after_requests, traced.needed):
        assert names
        assert names <= set(bundle.files)


def test_what_is_named_by_a_string_and_what_is_read_is_seen_in_use_only(traced):
    missing = {"tern_shop/export_csv.py", "tern_shop/product.html"}
    assert missing <= set(traced.only_in_use())
    assert not missing & (traced.static | traced.after_import)
    assert "tern_shop/product.html" not in traced.after_requests  # it is no module


def test_a_bundle_of_what_was_traced_starts_and_breaks(bundle, traced):
    found = traced.static | traced.after_import
    broken = trace(bundle.without(["**", *(f"!{name}" for name in found)]), static=False)
    assert broken.answers["/health"] == 200
    assert "FileNotFoundError" in broken.answers["/product"]
    assert "No module named 'tern_shop.export_csv'" in broken.answers["/export/csv"]
    assert "/tmp" not in " ".join(map(str, broken.answers.values()))


def test_a_bundle_of_what_was_in_use_answers_every_request(bundle, traced):
    needed = trace(bundle.without(["**", *(f"!{name}" for name in traced.needed)]), static=False)
    assert set(needed.answers.values()) == {200}


def test_an_app_that_cannot_be_imported_is_told(bundle):
    with pytest.raises(RuntimeError, match="No module named 'starlette'"):
        trace(bundle.without(["starlette/**"]), static=False)


def test_a_program_in_a_bundle_sees_no_other_package(tmp_path):
    program = "import json, importlib.util as u; print(json.dumps(bool(u.find_spec('pytest'))))"
    assert answer(tmp_path, program) is False
    assert answer(tmp_path, program, alone=False) is True


def test_where_there_are_no_processes_a_sentence_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(isolated.sys, "platform", "emscripten")
    assert not isolated.can_start()
    with pytest.raises(NoProcessError, match="can start no process"):
        answer(tmp_path, "")


def test_imports_are_timed_one_by_one(tmp_path):
    (tmp_path / "slow_one.py").write_text("import time; time.sleep(0.05); import inner_one")
    (tmp_path / "inner_one.py").write_text("import time; time.sleep(0.02)")
    times = import_times("import slow_one", path=(tmp_path,))
    row = {row.module: row for row in times.rows}
    assert row["slow_one"].own >= 50_000
    assert row["inner_one"].own >= 20_000
    # Each is rounded to a microsecond by itself.
    assert row["slow_one"].total >= row["slow_one"].own + row["inner_one"].own - 2
    assert times.slowest(1) == [row["slow_one"]]
    assert next(iter(times.packages())) == "slow_one"
    assert "slow_one" in str(times)
    assert "site" not in times.modules  # Python's own start does not count


def test_a_program_that_fails_is_told():
    with pytest.raises(RuntimeError, match="No module named 'nothing_like_it'"):
        import_times("import nothing_like_it")


def test_a_lazy_import_is_not_made_at_the_start():
    assert "numpy" in app_import_times("numpy").modules
    assert "numpy" not in app_import_times("numpy_later").modules


def test_seconds_are_the_sum_of_all_own_times():
    assert ImportTimes("nothing", ()).seconds == 0
