import io
import zipfile


class Reproducible(zipfile.ZipFile):
    def writestr(self, name, data):
        info = zipfile.ZipInfo(name, (2001, 1, 1, 0, 0, 0))
        info.compress_type = self.compression
        super().writestr(info, data)


def build_zip(files):
    target = io.BytesIO()
    with Reproducible(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in sorted(files.keys(), reverse=True):
            pack.writestr(name, files[name])
    return bytes(target.getbuffer())


def measure(files):
    packed = zipfile.ZipFile(io.BytesIO(build_zip(files)))
    infos = packed.infolist()
    return {
        "files": len(infos),
        "raw": sum(info.file_size for info in infos),
        "zip": len(build_zip(files)),
    }
