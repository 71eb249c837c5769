import io
import zipfile
from operator import itemgetter


def entry(name):
    made = zipfile.ZipInfo(name)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.create_system = 3
    return made


def build_zip(files):
    buffer = io.BytesIO()
    ordered = sorted(files.items(), key=itemgetter(0))
    ordered.sort(key=lambda pair: len(pair[1]))
    with zipfile.ZipFile(buffer, "x") as archive:
        for name, data in ordered:
            archive.writestr(entry(name), data)
    return buffer.getvalue()


def measure(files):
    report = {"files": 0, "raw": 0, "zip": 0}
    for name in files:
        report["files"] += 1
        report["raw"] += len(files[name])
    report["zip"] = len(build_zip(files))
    return report
