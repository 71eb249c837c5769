# expect: not-deflated
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_BZIP2)
    return buffer.getvalue()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
