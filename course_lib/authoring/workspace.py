"""The learner's own copies in work/, and JupyterLab opened on them.

A copy is made once and belongs to the learner from then on: nothing here ever overwrites one.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .copies import copies
from .course import Course, CourseError

# A folder of Jupyter's configuration: without it JupyterLab would ask whether it may fetch news.
DEFAULTS = Path(__file__).with_name("jupyter")
START_PAGE = "notebooks/00_start_here.ipynb"
QUICKLY = ("-m", "course_lib.authoring.quick_start")


def prepare(course: Course) -> list[str]:
    """Copy what work/ does not have yet, notebooks without outputs; returns the new files.

    Outputs stay behind because they would spoil the predictions.
    """
    new = []
    for copy in copies(course):
        if not copy.mine.exists():
            copy.make()
            new.append(course.name(copy.mine))
    return new


def open_lab(course: Course, options: Sequence[str] = ()) -> int:
    """Become JupyterLab on the start page; `options` are JupyterLab's own.

    Where JupyterHub asks for it, it is the server of that learner. Returns its exit status where
    the process cannot be replaced. Raises CourseError without it.
    """
    of_a_hub = bool(os.environ.get("JUPYTERHUB_SERVICE_PREFIX"))
    if of_a_hub and importlib.util.find_spec("jupyterhub") is None:
        raise CourseError('JupyterHub is not installed here: pip install "fix-patterns[hub]"')
    if importlib.util.find_spec("jupyterlab") is None:
        raise CourseError(
            "JupyterLab is not installed for this Python. Run `make lab`, or:"
            f" {Path(sys.executable).name} -m pip install -e '.[lab]'"
        )
    # Not as a file to open: then JupyterLab would show that file's folder only, and the address
    # that it prints would lead elsewhere.
    folder, page = course.work.parent, f"/lab/tree/{course.name(course.work / START_PAGE)}"
    where = [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url={page}"]
    where += [f"--ServerApp.default_url={page}"] if of_a_hub else []
    # The course needs no network; these two would ask it for news before the first lesson.
    quiet = [
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    # In a container one is often root, and JupyterLab would refuse to start.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    allowed = ["--allow-root"] if is_root else []
    program = "jupyterhub.singleuser" if of_a_hub else "jupyterlab"
    command = [sys.executable, *QUICKLY, program, *where, *quiet, *allowed, *options]
    # So that `!course progress` in a cell is the command of this very environment.
    folders = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    os.environ["PATH"] = os.pathsep.join(folders)
    # The defaults of ours: a learner's own settings come before them.
    paths = [str(DEFAULTS), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    os.chdir(folder)
    sys.stdout.flush()
    if os.name == "nt":  # there, exec returns to the shell at once
        return subprocess.run(command, check=False).returncode
    os.execv(sys.executable, command)
