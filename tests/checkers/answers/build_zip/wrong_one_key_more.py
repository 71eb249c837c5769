# expect: wrong-shape
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    raw, packed = sum(map(len, files.values())), len(build_zip(files))
    return {"files": len(files), "raw": raw, "zip": packed, "ratio": packed / max(raw, 1)}
