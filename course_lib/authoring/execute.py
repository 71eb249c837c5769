"""Run notebooks from top to bottom, each in a process of its own, and refresh what they store.

Several notebooks on one event loop stall nbclient, and kernels on TCP ports can race for them:
so one process a notebook, and Unix sockets where there are any.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import canonical
from .course import CourseError

CELL_SECONDS = 60


def skip_slow_imports() -> None:
    """Spare a worker the grammar of internationalised addresses.

    jsonschema imports it where it is installed, at 1.2 s of CPU; no notebook's schema needs it.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


@contextmanager
def quiet_environment() -> Iterator[dict[str, str]]:
    """Variables for a kernel that must not disturb the learner: no front end, other progress.

    COURSE_DESK is an empty folder to work in, so that no notebook comes to rely on its place.
    """
    with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as folder:
        desk = Path(folder) / "desk"
        desk.mkdir()
        yield os.environ | {
            "COURSE_DESK": str(desk),
            "COURSE_HEADLESS": "1",
            "COURSE_PROGRESS": str(Path(folder) / "progress.json"),
            # Kernel sockets need a short path (107 bytes), and the runtime folder may be long.
            "JUPYTER_RUNTIME_DIR": folder,
            "IPYTHONDIR": str(Path(folder) / "ipython"),
        }


def run(path: Path, name: str) -> canonical.Notebook:
    """The notebook in `path` with fresh outputs; the file itself is not changed.

    Raises CourseError with `name`, the cell's id and the error's own sentence when a cell fails.
    """
    with quiet_environment() as environment:
        worker = subprocess.run(
            [sys.executable, "-m", __name__, str(path.absolute())],
            cwd=environment["COURSE_DESK"],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    try:
        answer = json.loads(worker.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        last = (worker.stderr.strip().splitlines() or ["no message"])[-1]
        raise CourseError(f"{name} could not be run: {last}") from None
    if "problem" in answer:
        raise CourseError(f"{name}{answer['problem']}")
    return answer["notebook"]


def main(path: str) -> None:
    """Run one notebook in this process and print the result as one line of JSON."""
    # Whatever a library prints must not stand in the way of the answer.
    answer_to, sys.stdout = sys.stdout, sys.stderr
    skip_slow_imports()
    notebook = canonical.canonical(canonical.read(Path(path)), with_outputs=False)
    try:
        result = {"notebook": _execute(notebook)}
    except CourseError as error:
        result = {"problem": str(error)}
    print(json.dumps(result), file=answer_to, flush=True)


def _execute(notebook: canonical.Notebook) -> canonical.Notebook:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    current = "before the first cell"

    def remember(cell: nbformat.NotebookNode, cell_index: int) -> None:
        nonlocal current
        current = f"cell {cell.id}"

    node = nbformat.from_dict(notebook)
    client = NotebookClient(
        node,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        store_widget_state=False,
        shutdown_kernel="immediate",
        on_cell_start=remember,
        config=Config(KernelManager=kernel_connection()),
    )
    try:
        client.execute()
    except CellTimeoutError:
        raise CourseError(f", {current}: still running after {CELL_SECONDS} s.") from None
    except CellExecutionError as error:
        raise CourseError(f", {current}: {error.ename}: {error.evalue}") from None
    except DeadKernelError:
        raise CourseError(f", {current}: the kernel died.") from None
    return node


def kernel_connection() -> dict[str, str]:
    """How to reach a kernel: Unix sockets do not race for ports, but Windows has none.

    Their path is absolute: a relative one means another place in the kernel's folder.
    """
    if os.name == "nt":
        return {"transport": "tcp"}
    folder = os.environ.get("JUPYTER_RUNTIME_DIR") or tempfile.mkdtemp(prefix="course-")
    return {"transport": "ipc", "ip": str(Path(folder) / "kernel")}


if __name__ == "__main__":
    main(sys.argv[1])
