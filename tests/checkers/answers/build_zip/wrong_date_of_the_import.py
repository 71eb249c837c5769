# expect: time-leaks
# misconception: the clock has no say in a zip
import io
import time
import zipfile

NOW = time.localtime()[:6]


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, NOW), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
