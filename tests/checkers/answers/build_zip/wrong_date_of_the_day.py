# expect: time-leaks
# misconception: the clock has no say in a zip
import io
import zipfile
from datetime import date


def build_zip(files):
    buffer = io.BytesIO()
    today = date.today()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (today.year, today.month, today.day, 0, 0, 0))
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
