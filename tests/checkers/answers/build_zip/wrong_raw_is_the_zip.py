# expect: wrong-raw
# misconception: compressed is the size
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return buffer.getvalue()


def measure(files):
    size = len(build_zip(files))
    return {"files": len(files), "raw": size, "zip": size}
