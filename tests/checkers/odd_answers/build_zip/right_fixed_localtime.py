import io
import time
import zipfile


def build_zip(files):
    out = io.BytesIO()
    date = time.localtime(1_234_567_890)[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name in sorted(set(files)):
            info = zipfile.ZipInfo(name, date)
            info.compress_type = z.compression
            with z.open(info, mode="w") as member:
                for i in range(0, len(files[name]), 64):
                    member.write(files[name][i : i + 64])
        z.comment = f"{len(files)} files".encode()
    return out.getvalue()


def measure(files):
    raw = 0
    for data in files.values():
        raw += memoryview(data).nbytes
    return {"files": sum(1 for _ in files), "raw": raw, "zip": build_zip(files).__len__()}
