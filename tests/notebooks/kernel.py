"""One real kernel, driven cell by cell in any order."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.manager import KernelManager

from course_lib.authoring import canonical, execute

SECONDS = 100


class Kernel:
    """A kernel that belongs to a copy of `notebook`, if one is given."""

    def __init__(self, manager: KernelManager, cells: dict[str, str]) -> None:
        self.cells = cells
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, source: str) -> list[dict]:
        """Run code; its outputs, as a notebook would keep them."""
        outputs: list[dict] = []

        def keep(message: dict) -> None:
            kind, content = message["msg_type"], message["content"]
            if kind in ("stream", "error", "display_data", "execute_result"):
                outputs.append({"output_type": kind, **content})

        self.client.execute_interactive(
            source, allow_stdin=False, timeout=SECONDS, output_hook=keep
        )
        return outputs

    def cell(self, cell_id: str) -> list[dict]:
        """Run a cell of the notebook."""
        return self.run(self.cells[cell_id])

    def text(self, cell_id: str) -> str:
        """Run a cell of the notebook; all that it says, errors included."""
        return text(self.cell(cell_id))


def text(outputs: list[dict]) -> str:
    """The plain text of outputs."""
    said = []
    for output in outputs:
        if output["output_type"] == "error":
            said.append(f"{output['ename']}: {output['evalue']}")
        else:
            said.append(output.get("text") or output["data"].get("text/plain", ""))
    return "\n".join(said)


def errors(outputs: list[dict]) -> list[str]:
    """The names of the exceptions that a cell ended with."""
    return [output["ename"] for output in outputs if output["output_type"] == "error"]


@contextmanager
def kernel(notebook: Path | None = None, **variables: str):
    """A kernel in a folder of its own, until the block ends."""
    cells = {}
    with execute.quiet_environment() as environment:
        environment |= variables
        if notebook is not None:
            copy = shutil.copy(notebook, environment["COURSE_DESK"])
            environment["JPY_SESSION_NAME"] = f"work/exercises/{Path(copy).name}"
            found = canonical.read(notebook)["cells"]
            cells = {c["id"]: c["source"] for c in found if c["cell_type"] == "code"}
        before = os.environ.get("JUPYTER_RUNTIME_DIR", "")
        os.environ["JUPYTER_RUNTIME_DIR"] = environment["JUPYTER_RUNTIME_DIR"]
        manager = KernelManager(kernel_name="python3", **execute.kernel_connection())
        try:
            manager.start_kernel(env=environment, cwd=environment["COURSE_DESK"])
            started = Kernel(manager, cells)
            yield started
            started.client.stop_channels()
        finally:
            manager.shutdown_kernel(now=True)
            os.environ["JUPYTER_RUNTIME_DIR"] = before
