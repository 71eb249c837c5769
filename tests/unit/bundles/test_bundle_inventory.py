"""The record of the bundle, the sizes that follow from it, and the sample page's metafile."""

import pytest

from course_lib.bundles import javascript
from course_lib.bundles.archive import build_zip
from course_lib.bundles.costs import starts
from course_lib.bundles.distributions import File, own_files, sample_app
from course_lib.bundles.inventory import LEVELS, about, recorded, zip_size


def test_the_size_of_a_zip_follows_from_its_parts():
    """Of real files of whatever is installed here: the sum of parts and headers is exact."""
    import zlib

    files, contents = [], sample_app("statistics").read()
    for name, data in contents.items():
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        size = len(packer.compress(data)) + len(packer.flush())
        files.append(File(name, None, "", len(data), {6: size}))
    assert zip_size(files) == len(build_zip(contents))


def test_both_forms_were_recorded_with_their_own_file():
    with_numpy, without = recorded("numpy"), recorded("statistics")
    assert {file.package for file in with_numpy.files.values()} - {
        file.package for file in without.files.values()
    } == {"numpy"}
    name = "tern_shop/ratings.py"
    assert with_numpy.files[name].raw != without.files[name].raw
    assert set(about()["versions"]) >= {"numpy", "starlette", "anyio"}
    with pytest.raises(ValueError, match="numpy, statistics"):
        recorded("pandas")


@pytest.mark.parametrize("form", ["numpy", "statistics"])
def test_the_record_has_the_sample_app_as_it_is_now(form):
    """A changed app needs a new record: python scripts/record_bundle.py."""
    was = {n: f.raw for n, f in recorded(form).files.items() if f.package == "tern_shop"}
    assert was == {name: file.raw for name, file in own_files(form).files.items()}


def test_a_higher_level_is_never_larger():
    sizes = [zip_size(recorded().files.values(), level) for level in LEVELS]
    assert sizes == sorted(sizes, reverse=True)


def test_the_three_starts_get_lighter():
    whole, patterns, small = starts(["**/tests/**"]).values()
    assert whole.zip > patterns.zip > small.zip
    assert whole.unpack > patterns.unpack > small.unpack
    assert whole.load == patterns.load > small.load
    assert whole.scaled(0.5).zip == whole.zip / 2
    assert repr(whole) == repr(small) == "bundle"


def test_the_metafile_is_whole_and_belongs_to_the_bundle_that_is_kept():
    outputs = javascript.metafile()["outputs"]
    for name in ("before", "after"):
        assert sum(javascript.by_package(name).values()) == outputs[f"out/{name}.js"]["bytes"]
    assert len(javascript.page_script()) == outputs["out/after.js"]["bytes"]
    assert set(javascript.by_package("before")) >= {"lodash", "moment", "our own"}
    assert set(javascript.by_package("after")) <= {"our own", "the bundler's wrapping"}
    with pytest.raises(ValueError, match="before, after"):
        javascript.by_package("vendor")


def test_the_metafile_knows_the_scripts_as_they_are_now():
    """A changed script needs a new bundle: python scripts/bundle_page.py."""
    source = javascript._PAGE / "src"
    inputs = javascript.metafile()["inputs"]
    own = {path.removeprefix("src/"): entry["bytes"]
           for path, entry in inputs.items() if path.startswith("src/")}  # fmt: skip
    assert own == {path.name: path.stat().st_size for path in source.glob("*.js")}


def test_scoped_packages_keep_their_two_names():
    assert javascript._package("node_modules/@swc/core/index.js") == "@swc/core"
    assert javascript._package("node_modules/a/node_modules/b/x.js") == "b"
    assert javascript._package("src/cart.js") == "our own"


def test_compressors_give_their_input_back(monkeypatch):
    data = javascript.timeline_script()
    sizes = javascript.compressed(data)
    assert sizes["not compressed"] == len(data)
    assert all(size < len(data) / 2 for name, size in sizes.items() if name != "not compressed")
    if javascript.has_brotli():
        assert sizes["brotli 11"] < 0.9 * sizes["gzip 9"]
        assert sizes["brotli 11"] < sizes["brotli 4"]
    monkeypatch.setattr(javascript, "find_spec", lambda name: None)
    assert set(javascript.compressed(data)) == {"not compressed", "gzip 6", "gzip 9"}
    assert "fix-patterns[lab]" in javascript.NO_BROTLI
