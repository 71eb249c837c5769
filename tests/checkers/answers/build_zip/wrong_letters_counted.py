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
    raw = sum(len(data.decode("utf-8", errors="replace")) for data in files.values())
    return {"files": len(files), "raw": raw, "zip": len(build_zip(files))}
