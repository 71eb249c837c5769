# expect: order-leaks
# misconception: dict order is stable
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
