"""Packing: the same bytes as often as one likes, step by step, from memory and from disk."""

import io
import zipfile

import pytest

from course_lib.bundles.archive import Packing, build_zip, measure

FILES = {"b/x.py": b"x = 1\n" * 300, "a.txt": b"", "\u00fc.bin": bytes(range(256)) * 4000}


def test_names_and_bytes_come_back():
    archive = zipfile.ZipFile(io.BytesIO(build_zip(FILES)))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == FILES
    assert archive.namelist() == sorted(FILES)


@pytest.mark.parametrize("level", [0, 1, 6, 9])
def test_the_level_reaches_every_entry(level):
    import zlib

    packed = zipfile.ZipFile(io.BytesIO(build_zip(FILES, level)))
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    parts = [packer.compress(FILES["b/x.py"]), packer.flush()]
    assert packed.getinfo("b/x.py").compress_size == sum(map(len, parts))


def test_files_on_disk_give_the_same_archive_as_their_contents(tmp_path):
    paths = {}
    for number, (name, content) in enumerate(FILES.items()):
        paths[name] = tmp_path / str(number)
        paths[name].write_bytes(content)
    assert build_zip(paths) == build_zip(FILES)


def test_the_steps_count_up_to_all_bytes_in_small_pieces():
    packing = Packing(FILES)
    steps = list(packing.steps())
    assert steps == sorted(steps)
    assert steps[-1] == sum(map(len, FILES.values()))
    assert max(b - a for a, b in zip([0, *steps], steps, strict=False)) <= 256 * 1024
    assert packing.data == build_zip(FILES)


def test_measure_counts_files_bytes_and_the_artefact():
    assert measure(FILES) == {
        "files": 3,
        "raw": sum(map(len, FILES.values())),
        "zip": len(build_zip(FILES)),
    }
    assert measure({}) == {"files": 0, "raw": 0, "zip": 22}
