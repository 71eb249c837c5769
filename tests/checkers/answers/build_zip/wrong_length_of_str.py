# expect: wrong-raw
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
    raw = sum(len(str(data)) for data in files.values())
    return {"files": len(files), "raw": raw, "zip": len(build_zip(files))}
