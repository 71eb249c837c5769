# expect: time-leaks
# misconception: the clock has no say in a zip
import tempfile
import zipfile
from pathlib import Path


def build_zip(files):
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "bundle.zip")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, name in enumerate(sorted(files)):
                part = Path(folder, str(number))
                part.write_bytes(files[name])
                archive.write(part, arcname=name)
        return target.read_bytes()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
