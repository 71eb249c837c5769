"""What code on virtual time may not call: each gets a sentence in place of harm.

The replacements pass everything on outside of a run and in every other thread.
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import inspect
import os
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any

from course_lib.virtual_time import words
from course_lib.virtual_time.active import active, refuse
from course_lib.virtual_time.result import NeverAwaited
from course_lib.virtual_time.where import of_origin

# (owner, attribute, what the learner calls it, code, sentence)
_BANNED: list[tuple[Any, str, str, str, str]] = [
    (builtins, "input", "input()", "input", words.INPUT),
    (getpass, "getpass", "getpass()", "input", words.INPUT),
    (sys, "breakpointhook", "breakpoint()", "input", words.INPUT),
    (builtins, "exit", "exit()", "exit", words.KILL),
    (builtins, "quit", "quit()", "exit", words.KILL),
    (os, "_exit", "os._exit()", "exit", words.KILL),
    (os, "abort", "os.abort()", "exit", words.KILL),
    (os, "kill", "os.kill()", "exit", words.KILL),
    (os, "killpg", "os.killpg()", "exit", words.KILL),
    (os, "fork", "os.fork()", "fork", words.FORK),
    (os, "forkpty", "os.forkpty()", "fork", words.FORK),
    (os, "system", "os.system()", "subprocess", words.PROCESS),
    (os, "execv", "os.execv()", "subprocess", words.PROCESS),
    (os, "execve", "os.execve()", "subprocess", words.PROCESS),
    (os, "posix_spawn", "os.posix_spawn()", "subprocess", words.PROCESS),
    (os, "posix_spawnp", "os.posix_spawnp()", "subprocess", words.PROCESS),
    (subprocess.Popen, "__init__", "subprocess", "subprocess", words.PROCESS),
    (socket.socket, "__init__", "The code", "socket", words.NETWORK),
    (socket, "getaddrinfo", "The code", "socket", words.NETWORK),
    (socket, "gethostbyname", "The code", "socket", words.NETWORK),
    (asyncio, "run", "asyncio.run()", "asyncio-run", words.NESTED),
    (asyncio.Runner, "run", "asyncio.Runner.run()", "asyncio-run", words.NESTED),
    (asyncio.Runner, "__enter__", "asyncio.Runner()", "asyncio-run", words.NESTED),
    (asyncio, "new_event_loop", "asyncio.new_event_loop()", "asyncio-run", words.NESTED),
    (signal, "raise_signal", "signal.raise_signal()", "exit", words.KILL),
    (signal, "pthread_kill", "signal.pthread_kill()", "exit", words.KILL),
    (signal, "signal", "signal.signal()", "signal", words.SIGNAL),
    (signal, "alarm", "signal.alarm()", "signal", words.SIGNAL),
    (signal, "setitimer", "signal.setitimer()", "signal", words.SIGNAL),
    (threading.Thread, "start", "Thread.start()", "thread", words.THREAD),
]


def _banned() -> list[tuple[Any, str, str, str, str]]:
    """The table, with the modules that are there only when somebody has imported them."""
    processes = sys.modules.get("multiprocessing.process")
    if processes is None:
        return _BANNED
    return [
        *_BANNED,
        (processes.BaseProcess, "start", "Process.start()", "subprocess", words.PROCESS),
    ]


def _replacement(real: Any, name: str, code: str, sentence: str) -> Callable[..., Any]:
    said = sentence.format(name)

    def refused(*args: Any, **options: Any) -> Any:
        if active.loop is None:
            return real(*args, **options)
        for value in args:
            # `asyncio.run(main())`: the sentence is enough, "never awaited" would mislead.
            if inspect.iscoroutine(value):
                value.close()
        raise refuse(code, said)

    refused.__name__ = refused.__qualname__ = getattr(real, "__name__", "refused")
    refused.__doc__ = getattr(real, "__doc__", None)
    return refused


def leaving(real: Any, name: str) -> Callable[..., Any]:
    """A replacement for `exit` or `quit`, whoever's it is."""
    return _replacement(real, f"{name}()", "exit", words.KILL)


def _never_awaited(real: Any) -> Callable[[Any], None]:
    def warn(coroutine: Any) -> None:
        loop = active.loop
        if loop is None:
            real(coroutine)
        elif loop.recording:
            where = of_origin(coroutine.cr_origin)
            loop.never_awaited.append(NeverAwaited(coroutine.__name__, where))

    return warn


def replacements() -> list[tuple[Any, str, Any, Any]]:
    """(owner, attribute, real, replacement) of everything that is guarded here."""
    found = [
        (owner, attribute, owner.__dict__[attribute], name, code, sentence)
        for owner, attribute, name, code, sentence in _banned()
        if attribute in owner.__dict__
    ]
    patches = [
        (owner, attribute, real, _replacement(real, name, code, sentence))
        for owner, attribute, real, name, code, sentence in found
    ]
    # Python calls this by name for every coroutine object that is dropped without an await.
    real = getattr(warnings, "_warn_unawaited_coroutine", None)
    if real is not None:
        patches.append((warnings, "_warn_unawaited_coroutine", real, _never_awaited(real)))
    return patches
