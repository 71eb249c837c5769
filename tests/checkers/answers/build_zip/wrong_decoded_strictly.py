# expect: wrong-raw, raised
# misconception: len of the text
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    raw = 0
    for data in files.values():
        raw += len(data.decode())
    return {"files": len(files), "raw": raw, "zip": len(build_zip(files))}
