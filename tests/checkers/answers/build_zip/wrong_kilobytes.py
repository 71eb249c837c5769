# expect: wrong-raw, wrong-zip
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    raw = sum(map(len, files.values()))
    return {"files": len(files), "raw": raw / 1024, "zip": len(build_zip(files)) / 1024}
