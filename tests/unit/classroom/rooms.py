"""A real room: `course class hub`, with JupyterHub, its proxy and the board."""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest

from course_lib.classroom.hub_command import OWN_PROXY, PROXY

from .boards import ROOT

START_SECONDS = 180


class Room:
    def __init__(self, folder, process, said):
        self.folder, self.process = folder, process
        told = "\n".join(said)
        self.address = re.search(r"open at (\S+)", told)[1]
        self.password = re.search(r"small letters, password (\S+)", told)[1]
        self.instructor, self.admin_password = re.search(r"You: name (\S+), password (\S+)",
                                                         told).groups()  # fmt: skip
        self.board = re.search(r"for you: (\S+)", told)[1]

    @property
    def log(self):
        return (self.folder / "hub.log").read_text(errors="replace")

    def close(self, number=signal.SIGTERM):
        """In good order; the exit status. (A job in the background would not hear Ctrl-C.)"""
        self.process.send_signal(number)
        return self.process.wait(90)


def need_jupyterhub():
    """The proxy's program; skips where it or JupyterHub is missing."""
    pytest.importorskip("jupyterhub", reason='the extra "hub" is not installed')
    own = ROOT / OWN_PROXY
    proxy = str(own) if own.exists() else shutil.which(PROXY)
    if proxy is None:
        pytest.skip("JupyterHub's proxy is not installed: scripts/npm-packages hub")
    return proxy


def four_free_ports():
    """The first of four in a row; somebody else may be looking for some at the same time."""
    for first in random.sample(range(12_000, 30_000), 200):
        try:
            for port in range(first, first + 4):
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return first
    raise AssertionError("no free ports")


@contextmanager
def open_room(folder, *options):
    """`course class hub`, open; it is closed at the end, whatever happens."""
    command = [sys.executable, "-m", "course_lib.cli", "class", "hub", str(folder)]
    command += ["--host", "127.0.0.1", "--port", str(four_free_ports()), *options]
    process = subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        assert said, "it said nothing"
        assert "Ctrl-C" in said[-1], "".join(said)
        room = Room(folder, process, said)
        yield room
    finally:
        process.terminate()  # a kill would leave the Hub and its seats behind
        try:
            process.wait(90)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
