import struct
import zlib

LOCAL, CENTRAL, END = 0x04034B50, 0x02014B50, 0x06054B50
DATE = (1 << 5) | 1
UTF8 = 0x800


def build_zip(files):
    body, directory, count = b"", b"", 0
    for name, data in sorted(files.items(), key=lambda item: item[0].encode()):
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        raw_name = name.encode("utf-8")
        shared = struct.pack(
            "<HHHHHLLLHH",
            20, UTF8, 8, 0, DATE, zlib.crc32(data), len(packed), len(data), len(raw_name), 0,
        )
        directory += struct.pack("<LH", CENTRAL, 20) + shared
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + raw_name
        body += struct.pack("<L", LOCAL) + shared + raw_name + packed
        count += 1
    end = struct.pack("<LHHHHLLH", END, 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def measure(files):
    sizes = [len(data) for data in files.values()]
    return {"files": len(sizes), "raw": sum(sizes), "zip": len(build_zip(files))}
