# expect: cut-off
# misconception: getvalue inside with
import io
import zipfile as z


def build_zip(files):
    buffer = io.BytesIO()
    archive = z.ZipFile(buffer, "w")
    for name in sorted(files):
        archive.writestr(z.ZipInfo(name), files[name], z.ZIP_DEFLATED)
    data = buffer.getvalue()
    archive.close()
    return data


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
