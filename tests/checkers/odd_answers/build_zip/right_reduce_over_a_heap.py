import heapq, io, zipfile
from functools import reduce


def _add(z, item):
    info = zipfile.ZipInfo(item[0], (1990, 5, 4, 3, 2, 0))
    info.compress_type = 8
    z.writestr(info, item[1])
    return z


def build_zip(files):
    out = io.BytesIO()
    heap = [(n, d) for n, d in files.items()]
    heapq.heapify(heap)
    items = (heapq.heappop(heap) for _ in range(len(heap)))
    reduce(_add, items, zipfile.ZipFile(out, "w")).close()
    return out.getvalue()


def measure(files):
    return {
        "files": len(files),
        "raw": sum(len(d) for d in files.values()),
        "zip": len(build_zip(files)),
    }
