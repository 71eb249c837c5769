# expect: cut-off
import zlib


def build_zip(files):
    return zlib.compress(b"".join(name.encode() + files[name] for name in sorted(files)))


def measure(files):
    return {"files": len(files), "raw": sum(map(len, files.values())), "zip": len(build_zip(files))}
