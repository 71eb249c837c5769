# expect: wrong-names
import io
import zipfile


def build_zip(files):
    lowered = {name.lower(): data for name, data in files.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(lowered):
            archive.writestr(zipfile.ZipInfo(name), lowered[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
