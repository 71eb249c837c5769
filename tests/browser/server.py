"""One real JupyterLab for a run of the browser tests, on a private copy of the course."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90  # a busy machine needs most of it
TOKEN = "browser-tests"


@dataclass(frozen=True)
class Server:
    """A running JupyterLab: where it answers, and the folder it shows."""

    url: str
    root: Path
    log: Path


def copy_course(folder: Path) -> Path:
    """A course folder whose work/ is new and private; everything else is the checkout's own."""
    for name in ["course_lib", "notebooks", "exercises", "solutions"]:
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    return folder


def _environment(private: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    for name in ["CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"]:
        env[f"JUPYTER_{name}"] = str(private / name.lower())
    env["JUPYTERLAB_SETTINGS_DIR"] = str(private / "settings")
    env["JUPYTERLAB_WORKSPACES_DIR"] = str(private / "workspaces")
    env["JUPYTER_PLATFORM_DIRS"] = "1"
    env["PYTHONPATH"] = str(ROOT)  # kernels take the library of this checkout
    env["IPYTHONDIR"] = str(private / "ipython")
    env["COURSE_PROGRESS"] = str(private / "progress.json")
    quiet = private / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text('{"fetchNews": "false", "checkForUpdates": false}')
    return env


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_lab(folder: Path, private: Path, host: str = "127.0.0.1", base_url: str = "/"):
    """`course lab`, started in `folder` as a learner would, until the block ends.

    `host` and `base_url` are what a hub chooses.
    """
    port = _free_port()
    command = [
        *(sys.executable, "-m", "course_lib.cli", "lab", "--no-open"),
        f"--ServerApp.ip={host}",
        f"--ServerApp.port={port}",
        f"--ServerApp.base_url={base_url}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",
        "--KernelManager.transport=ipc",  # TCP ports race when many kernels start at once
    ]
    log = private / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(private),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            server = Server(f"http://{host}:{port}{base_url.rstrip('/')}", folder, log)
            _wait_until_it_answers(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_answers(server: Server, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"JupyterLab ended at its start:\n{server.log.read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(f"{server.url}/api/status?token={TOKEN}", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(
        f"JupyterLab did not answer within {START_SECONDS} s:\n{server.log.read_text()[-4000:]}"
    )
