"""One kernel kept for a notebook: a start costs a second, an answer and its check much less."""

import os
from contextlib import suppress
from pathlib import Path

from jupyter_client.manager import KernelManager

from course_lib.authoring import canonical, compare, execute, generate

SECONDS = 30

REMEMBER = "_known = {*globals(), '_known'}"
FORGET = "for _name in set(globals()) - _known: del globals()[_name]"


class LiveReference:
    """A solved notebook in a kernel, in which one answer after another is judged."""

    def __init__(self, path: Path) -> None:
        self.notebook = canonical.canonical(canonical.read(path), with_outputs=True)
        self.cells = {cell["id"]: cell for cell in self.notebook["cells"]}
        self._environment = execute.quiet_environment()
        self._variables = self._environment.__enter__()
        self._start()

    def differences(self, exercise: str, source: str) -> list[str]:
        """What differs from the stored outputs when `source` is the answer; [] when nothing."""
        name = exercise.replace("_", "-")
        try:
            self._run(FORGET)
            raised = [o for o in self._run(source) if o["output_type"] == "error"]
            if raised:
                return [f"{raised[0]['ename']}: {raised[0]['evalue']}"]
            check = self.cells[f"{name}-check"]
            found = compare.differences(check["outputs"], self._run(check["source"]))
        except (TimeoutError, RuntimeError) as problem:
            self.stop_kernel()
            self._start()
            return [f"the kernel was lost: {problem}"]
        return [f"expected {d.expected!r}, got {d.got!r}" for d in found]

    def _start(self) -> None:
        os.environ["JUPYTER_RUNTIME_DIR"] = self._variables["JUPYTER_RUNTIME_DIR"]
        self.manager = KernelManager(kernel_name="python3", **execute.kernel_connection())
        self.manager.start_kernel(env=self._variables, cwd=self._variables["COURSE_DESK"])
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        for cell in self.notebook["cells"]:
            if generate.has_answer(cell):
                break
            if cell["cell_type"] == "code":
                self._run(cell["source"])
        self._run(REMEMBER)

    def _run(self, source: str) -> list[dict]:
        outputs: list[dict] = []

        def keep(message: dict) -> None:
            kind, content = message["msg_type"], message["content"]
            if kind in ("stream", "error", "display_data", "execute_result"):
                stored = {key: value for key, value in content.items() if key != "transient"}
                outputs.append({"output_type": kind, **stored})

        reply = self.client.execute_interactive(
            source, allow_stdin=False, timeout=SECONDS, output_hook=keep
        )
        if reply["content"]["status"] == "aborted":
            raise RuntimeError("a cell was not run")
        return outputs

    def stop_kernel(self) -> None:
        """End the kernel, however it is."""
        self.client.stop_channels()
        with suppress(RuntimeError):
            self.manager.shutdown_kernel(now=True)

    def close(self) -> None:
        """End the kernel and remove its folder."""
        self.stop_kernel()
        self._environment.__exit__(None, None, None)
