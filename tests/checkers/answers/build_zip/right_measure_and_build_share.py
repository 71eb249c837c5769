import io
import zipfile
from functools import reduce


def build_zip(files):
    return Bundle(files).data


def measure(files):
    return Bundle(files).sizes


class Bundle:
    def __init__(self, files):
        self.files = {name: files[name] for name in sorted(files)}
        self.data = self.pack()

    def pack(self):
        with io.BytesIO() as sink:
            pack = zipfile.ZipFile(sink, "w", compression=zipfile.ZIP_DEFLATED)
            for name, data in self.files.items():
                info = zipfile.ZipInfo(name, date_time=(1999, 12, 31, 23, 59, 58))
                pack.writestr(info, data, zipfile.ZIP_DEFLATED)
            pack.close()
            return sink.getvalue()

    @property
    def sizes(self):
        raw = reduce(lambda total, data: total + len(data), self.files.values(), 0)
        return {"files": len(self.files), "raw": raw, "zip": len(self.data)}
