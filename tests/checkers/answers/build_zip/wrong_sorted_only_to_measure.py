# expect: order-leaks
# misconception: dict order is stable
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    archive = zipfile.ZipFile(buffer, "w")
    for name in files:
        info = zipfile.ZipInfo(name, (1990, 5, 5, 5, 5, 4))
        archive.writestr(info, files[name], compress_type=zipfile.ZIP_DEFLATED)
    archive.close()
    return buffer.getvalue()


def measure(files):
    total = 0
    for name in sorted(files):
        total += len(files[name])
    return {"files": len(files), "raw": total, "zip": len(build_zip(files))}
