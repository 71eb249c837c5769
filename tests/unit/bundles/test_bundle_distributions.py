"""Collecting: closures with extras and markers, and every kind of damaged installation."""

import importlib
import os
import sys

import packaging.requirements
import packaging.utils  # noqa: F401
import pytest

from course_lib.bundles import distributions
from course_lib.bundles.distributions import BundleError, closure, collect, folder, own_files


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site-packages of our own; nothing else is installed."""
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    importlib.invalidate_caches()
    yield tmp_path
    importlib.invalidate_caches()


def install(site, name, files, *, requires=(), record=True, extra_record=()):
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    lines = [f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {r}" for r in requires)]
    (info / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines) + "\n")
    (info / "INSTALLER").write_text("pip\n")
    for file, content in files.items():
        path = site / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    listed = [*files, f"{info.name}/METADATA", f"{info.name}/INSTALLER", *extra_record]
    if record:
        (info / "RECORD").write_text("".join(f"{file},,\n" for file in listed))
    importlib.invalidate_caches()


def test_a_bundle_has_its_packages_files_and_those_of_what_they_require(site):
    install(site, "shop", {"shop/__init__.py": b"", "shop/page.html": b"<p>"},
            requires=["tools[fast]>=1", "windows-only; sys_platform == 'nowhere'"])  # fmt: skip
    install(site, "tools", {"tools.py": b"x = 1"},
            requires=["speed; extra == 'fast'", "docs; extra == 'docs'"])  # fmt: skip
    install(site, "speed", {"speed/core.so": b"\x7fELF", "speed/__pycache__/a.pyc": b"bytecode"})
    bundle = collect(["Shop"])
    assert set(bundle.versions) == {"shop", "tools", "speed"}
    assert set(bundle.read()) == {
        "shop/__init__.py", "shop/page.html", "tools.py", "speed/core.so",
        "shop-1.0.dist-info/METADATA", "tools-1.0.dist-info/METADATA",
        "speed-1.0.dist-info/METADATA",
    }  # fmt: skip
    assert bundle.problems == ()
    assert [len(files) for files in bundle.by_package().values()]
    assert bundle.raw == sum(map(len, bundle.read().values()))
    assert distributions.is_pure("tools")
    assert not distributions.is_pure("speed")


def test_requirements_in_a_circle_end(site):
    install(site, "a", {"a.py": b""}, requires=["b"])
    install(site, "b", {"b.py": b""}, requires=["a[x]"])
    assert set(closure(["a"])) == {"a", "b"}


def test_what_is_not_installed_is_named_with_who_asked_for_it(site):
    install(site, "shop", {"shop.py": b""}, requires=["missing>=2"])
    with pytest.raises(BundleError, match="missing, which shop requires, is not installed here"):
        collect(["shop"])
    with pytest.raises(BundleError, match=r"^nowhere is not installed here"):
        collect(["nowhere"])


def test_a_package_without_a_record_is_refused_with_a_sentence(site):
    install(site, "shop", {"shop.py": b""}, record=False)
    with pytest.raises(BundleError, match="shop has no RECORD"):
        collect(["shop"])
    with pytest.raises(BundleError, match="shop has no RECORD"):
        distributions.is_pure("shop")


def test_a_file_that_is_gone_is_told_and_the_rest_is_there(site):
    install(site, "shop", {"shop.py": b"1"}, extra_record=["shop/gone.py"])
    bundle = collect(["shop"])
    assert "shop.py" in bundle.files
    assert bundle.problems == (
        "shop lists shop/gone.py, which cannot be read: no such file or directory.",
    )


def test_links_in_a_circle_are_told(site):
    install(site, "shop", {"shop.py": b"1"}, extra_record=["shop/loop.py"])
    (site / "shop").mkdir()
    (site / "shop" / "loop.py").symlink_to(site / "shop" / "loop.py")
    (problem,) = collect(["shop"]).problems
    assert "shop/loop.py" in problem


def test_a_file_that_may_not_be_read_is_told(site, monkeypatch):
    install(site, "shop", {"shop.py": b"1", "secret.py": b"2"})
    may = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: path.name != "secret.py" and may(path, mode)
    )
    bundle = collect(["shop"])
    assert bundle.problems == ("shop lists secret.py, which cannot be read: no permission.",)
    assert "secret.py" not in bundle.files


def test_a_file_that_vanishes_before_it_is_packed_is_named(site):
    install(site, "shop", {"shop.py": b"1"})
    bundle = collect(["shop"])
    (site / "shop.py").unlink()
    with pytest.raises(BundleError, match=r"shop\.py cannot be read"):
        bundle.read()


def test_two_distributions_may_share_a_namespace_but_not_a_file(site):
    install(site, "first", {"tern/first/a.py": b"1", "tern/both.py": b"1"})
    install(site, "second", {"tern/second/b.py": b"2", "tern/both.py": b"1"})
    bundle = collect(["first", "second"])
    assert {"tern/first/a.py", "tern/second/b.py", "tern/both.py"} <= set(bundle.files)
    (problem,) = bundle.problems
    assert "tern/both.py belongs to" in problem


def test_an_editable_installation_is_told(site):
    install(site, "shop", {"__editable__.shop-1.0.pth": b"/elsewhere\n"})
    (problem,) = collect(["shop"]).problems
    assert "shop is installed as editable" in problem


def test_commands_outside_of_the_packages_stay_out(site):
    install(site, "shop", {"shop.py": b"1"}, extra_record=["../../bin/shop", "/etc/shop.conf"])
    assert not any("bin" in name or "etc" in name for name in collect(["shop"]).files)


def test_a_folder_is_read_without_following_links(tmp_path):
    (tmp_path / "a" / "__pycache__").mkdir(parents=True)
    (tmp_path / "a" / "x.py").write_text("")
    (tmp_path / "a" / "__pycache__" / "x.pyc").write_text("")
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert [name for name, _ in folder(tmp_path)] == ["a/x.py"]


def test_an_unknown_form_names_those_that_there_are():
    with pytest.raises(ValueError, match="numpy, numpy_later, statistics"):
        own_files("pandas")


def test_a_bundle_unpacks_to_what_it_says(tmp_path):
    bundle = own_files("statistics")
    bundle.write(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in bundle.files} == bundle.read()
    assert set(bundle.without(["**/*.html"]).files) == set(bundle.files) - {
        "tern_shop/product.html"
    }
