# expect: raised
# misconception: the dates of a zip begin in 1970
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, (1970, 1, 1, 0, 0, 0))
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
