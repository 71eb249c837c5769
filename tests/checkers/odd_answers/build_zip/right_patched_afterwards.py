import io
import zipfile


def build_zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=0) as z:
        for name in sorted(files):
            if files[name]:
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
            else:
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_STORED
            z.writestr(info, files[name])
    return out.getvalue()


class Sizes(dict):
    pass


def measure(files):
    return Sizes(files=len(files), raw=sum(len(files[name]) for name in files), zip=len(build_zip(files)))
