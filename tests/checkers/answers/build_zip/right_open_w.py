from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def build_zip(files):
    with BytesIO() as out:
        with ZipFile(out, mode="w", compression=ZIP_DEFLATED, compresslevel=9) as pack:
            for name, data in sorted(files.items()):
                info = ZipInfo(name, (2020, 2, 20, 20, 20, 20))
                info.compress_type = ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                with pack.open(info, "w") as entry:
                    entry.write(data)
        return out.getvalue()


def measure(files):
    count = raw = 0
    for data in files.values():
        count += 1
        raw += len(data)
    return dict(files=count, raw=raw, zip=len(build_zip(files)))
