# expect: wrong-zip
# misconception: sum of compressed sizes
import io
import zipfile
import zlib


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    packed = raw = 0
    for data in files.values():
        raw += len(data)
        packed += len(zlib.compress(data))
    return {"files": len(files), "raw": raw, "zip": packed}
