# expect: wrong-count
# misconception: empty files are nothing
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    sizes = [size for size in map(len, files.values()) if size]
    return {"files": len(sizes), "raw": sum(sizes), "zip": len(build_zip(files))}
