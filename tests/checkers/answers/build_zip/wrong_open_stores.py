# expect: not-deflated
# misconception: a zip is compressed
import io
from zipfile import ZipFile, ZipInfo


def build_zip(files):
    with io.BytesIO() as buffer:
        with ZipFile(buffer, "w", compresslevel=9) as archive:
            for name, data in sorted(files.items()):
                with archive.open(ZipInfo(name), "w") as entry:
                    entry.write(data)
        return buffer.getvalue()


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
