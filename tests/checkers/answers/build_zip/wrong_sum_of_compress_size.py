# expect: wrong-zip
# misconception: sum of compressed sizes
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    with zipfile.ZipFile(io.BytesIO(build_zip(files))) as archive:
        infos = archive.infolist()
    return {
        "files": len(infos),
        "raw": sum(info.file_size for info in infos),
        "zip": sum(info.compress_size for info in infos),
    }
