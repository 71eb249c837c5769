"""The address that others in the room can type."""

from __future__ import annotations

import socket

EVERYWHERE = ("0.0.0.0", "::", "")


def shown_host(host: str) -> str:
    """`host`, or this machine's own address in its network where it listens everywhere."""
    if host not in EVERYWHERE:
        return f"[{host}]" if ":" in host else host
    try:
        # Nothing is sent: the system only chooses the way to an address of the documentation.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
    except OSError:
        return socket.gethostname()
