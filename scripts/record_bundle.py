"""Record the sample app's bundle as it is on this machine: python scripts/record_bundle.py

Writes `bundle.tsv` and `about.toml` in course_lib/bundles/inventory/. Lessons read them where a
figure must be the same everywhere; what a learner runs live is measured on their own machine.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from course_lib.bundles.archive import build_zip  # noqa: E402
from course_lib.bundles.distributions import sample_app  # noqa: E402
from course_lib.bundles.inventory import HEAD, LEVELS, PLACE  # noqa: E402

TRIES = 5
_IMPORT = """
import sys, time
sys.path.insert(0, {folder!r})
begun = time.perf_counter()
import tern_shop.app
print(time.perf_counter() - begun)
"""


def deflated(data: bytes, level: int) -> int:
    """The bytes of a zip entry without its headers."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return len(packer.compress(data)) + len(packer.flush())


def cold_start(form: str) -> dict[str, float]:
    """Seconds to unpack, to import for the first time (no bytecode yet), and to import again."""
    bundle = sample_app(form)
    data = build_zip(bundle.paths())
    taken: dict[str, list[float]] = {"unpack": [], "first_import": [], "next_import": []}
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory() as folder:
            import io
            import zipfile

            begun = time.perf_counter()
            zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
            taken["unpack"].append(time.perf_counter() - begun)
            for key in ("first_import", "next_import"):
                program = _IMPORT.format(folder=folder)
                done = subprocess.run(
                    [sys.executable, "-I", "-S", "-c", program],
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
                taken[key].append(float(done.stdout))
    return {key: round(statistics.median(times), 3) for key, times in taken.items()}


def main() -> None:
    """Write both files."""
    forms = {form: sample_app(form) for form in ("numpy", "statistics")}
    lines = [HEAD]
    for form, bundle in forms.items():
        for name, file in bundle.files.items():
            data = file.path.read_bytes()
            sizes = [len(data), *(deflated(data, level) for level in LEVELS)]
            lines.append("\t".join([form, name, file.package, *map(str, sizes)]))
    # A file of both forms is written once.
    both = {line.partition("\t")[2] for line in lines if line.startswith("statistics\t")}
    kept = [
        "both\t" + line.partition("\t")[2]
        if line.partition("\t")[2] in both and line.startswith("numpy\t")
        else line
        for line in lines
    ]
    shared = {line.partition("\t")[2] for line in kept if line.startswith("both\t")}
    kept = [
        line
        for line in kept
        if not (line.startswith("statistics\t") and line.partition("\t")[2] in shared)
    ]
    (PLACE / "bundle.tsv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    about = [
        "# Made by scripts/record_bundle.py. Seconds are medians of five tries.",
        f'python = "{platform.python_version()}"',
        f'machine = "{platform.system()} {platform.machine()}"',
        "", "[versions]",
        *(f'{name} = "{version}"' for name, version in forms["numpy"].versions.items()),
    ]  # fmt: skip
    for form in forms:
        about += ["", f"[seconds.{form}]"]
        about += [f"{key} = {value}" for key, value in cold_start(form).items()]
    (PLACE / "about.toml").write_text("\n".join(about) + "\n", encoding="utf-8")
    print((PLACE / "about.toml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
