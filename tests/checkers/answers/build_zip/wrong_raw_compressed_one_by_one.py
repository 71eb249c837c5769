# expect: wrong-raw
# misconception: compressed is the size
import io
import zipfile
import zlib


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return buffer.getvalue()


def measure(files):
    raw = sum(len(zlib.compress(data, 9)) for data in files.values())
    return {"files": len(files), "raw": raw, "zip": len(build_zip(files))}
