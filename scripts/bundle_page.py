"""Bundle the sample page with esbuild and keep its metafile: python scripts/bundle_page.py

Needs Node and npm. Writes `metafile.json` and `after.min.js` in course_lib/bundles/sample_page/.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "course_lib" / "bundles" / "sample_page"
PACKAGES = ("esbuild@0.28.2", "lodash@4.18.1", "moment@2.31.0")


def main() -> int:
    """Make both files; gives the exit status."""
    npm = shutil.which("npm")
    if npm is None:
        print("npm was not found. Install Node, and run this again.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copytree(PAGE / "src", folder / "src")
        (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        quiet = ("--silent", "--no-audit", "--no-fund", "--save-exact")
        subprocess.run([npm, "install", *quiet, *PACKAGES], cwd=folder, check=True)
        esbuild = folder / "node_modules" / ".bin" / "esbuild"
        options = ("--bundle", "--minify", "--format=esm", "--outdir=out")
        entries = ("src/before.js", "src/after.js")
        subprocess.run(
            [esbuild, *entries, *options, "--metafile=meta.json", "--log-level=warning"],
            cwd=folder,
            check=True,
        )
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        made = {"made_with": list(PACKAGES), "options": list(options), **meta}
        text = json.dumps(made, indent=1) + "\n"
        (PAGE / "metafile.json").write_text(text, encoding="utf-8")
        shutil.copyfile(folder / "out" / "after.js", PAGE / "after.min.js")
    for name, output in meta["outputs"].items():
        print(f"{name}: {output['bytes']} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
