# expect: not-deflated
import io
import zipfile
import zlib


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            smaller = len(zlib.compress(files[name])) < len(files[name])
            kind = zipfile.ZIP_DEFLATED if smaller else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name), files[name], kind)
    return buffer.getvalue()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
