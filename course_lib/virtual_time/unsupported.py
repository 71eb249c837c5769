"""What an event loop without a selector cannot do: each method says so in a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from course_lib.virtual_time import words
from course_lib.virtual_time.active import refuse


class Unsupported:
    """Refuses a loop's methods for the network, processes, signals, and for running it again."""

    def run_forever(self) -> None:
        """Refused: code that can reach this loop already runs in it."""
        raise refuse("asyncio-run", words.NESTED.format("loop.run_forever()"))

    def run_until_complete(self, future: Any) -> Any:
        """Refused: code that can reach this loop already runs in it."""
        if asyncio.iscoroutine(future):
            future.close()
        raise refuse("asyncio-run", words.NESTED.format("loop.run_until_complete()"))


def _refuse(name: str, code: str, sentence: str) -> Callable[..., Any]:
    def method(self: Unsupported, *args: Any, **options: Any) -> Any:
        raise refuse(code, sentence.format(f"loop.{name}()"))

    method.__name__ = name
    return method


_NETWORK = """
create_connection create_server create_datagram_endpoint create_unix_connection
create_unix_server connect_accepted_socket start_tls sendfile sock_recv sock_recv_into
sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto sock_connect sock_accept sock_sendfile
getaddrinfo getnameinfo add_reader remove_reader add_writer remove_writer
"""
_PROCESSES = "subprocess_exec subprocess_shell connect_read_pipe connect_write_pipe"
_SIGNALS = "add_signal_handler remove_signal_handler"

for _names, _code, _sentence in (
    (_NETWORK, "socket", words.NETWORK),
    (_PROCESSES, "subprocess", words.PROCESS),
    (_SIGNALS, "signal", words.SIGNAL),
):
    for _name in _names.split():
        setattr(Unsupported, _name, _refuse(_name, _code, _sentence))
