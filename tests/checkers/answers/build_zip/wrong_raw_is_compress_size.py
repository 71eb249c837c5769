# expect: wrong-raw
# misconception: compressed is the size
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return buffer.getvalue()


def measure(files):
    data = build_zip(files)
    infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    return {"files": len(infos), "raw": sum(i.compress_size for i in infos), "zip": len(data)}
