# expect: wrong-zip
import io
import zipfile


def build_zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def measure(files):
    zipped = sum(len(build_zip({name: data})) for name, data in files.items())
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": zipped}
