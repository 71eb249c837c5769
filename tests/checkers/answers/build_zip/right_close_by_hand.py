import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)


def build_zip(files):
    buffer = io.BytesIO()
    archive = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED)
    try:
        names = list(files)
        names.sort()
        for name in names:
            archive.writestr(
                zipfile.ZipInfo(filename=name, date_time=EPOCH),
                files[name],
                compress_type=zipfile.ZIP_DEFLATED,
                compresslevel=1,
            )
    finally:
        archive.close()
    buffer.seek(0)
    return buffer.read()


def measure(files):
    return {
        "zip": len(build_zip(files)),
        "raw": len(b"".join(files.values())),
        "files": len(list(files)),
    }
