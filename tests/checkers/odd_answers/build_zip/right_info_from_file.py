import io, tempfile, zipfile
from pathlib import Path


def build_zip(files):
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(buffer, "w") as z:
        source = Path(folder, "one")
        for name in sorted(files):
            source.write_bytes(files[name])
            info = zipfile.ZipInfo.from_file(source, arcname=name)
            info.date_time = (1980, 1, 1, 0, 0, 0)
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, source.read_bytes())
    return buffer.getvalue()


def measure(files):
    return {
        "files": len(files),
        "raw": sum(len(v) for v in files.values()),
        "zip": len(build_zip(files)),
    }
