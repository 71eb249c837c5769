# expect: wrong-contents
import io, zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name][:65536])
    return buffer.getvalue()


def measure(files):
    return {
        "files": len(files),
        "raw": sum(len(data) for data in files.values()),
        "zip": len(build_zip(files)),
    }
