"""One kernel kept for a notebook: a start costs a second, an answer and its check much less."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Self

from jupyter_client.manager import KernelManager

from course_lib.authoring import canonical, execute, generate

SECONDS = 30

# Cells run in the kernel's own shell, as a front end's would; only the messages are spared.
DRIVER = '''
def _try_all(answers, check, stored):
    """For each answer what differs from the stored outputs of its check cell; [] when nothing."""
    import json
    from IPython.utils.capture import capture_output
    from course_lib.authoring import compare

    shell, found = get_ipython(), []
    for answer in answers:
        for name in set(shell.user_ns) - _known:
            del shell.user_ns[name]
        with capture_output() as said:
            error = shell.run_cell(answer).error_in_exec
        if error is not None:
            found.append([f"{type(error).__name__}: {error}"])
            continue
        with capture_output() as said:
            shell.run_cell(check)
        streams = {"stdout": said.stdout, "stderr": said.stderr}
        outputs = [
            {"output_type": "stream", "name": name, "text": text}
            for name, text in streams.items() if text
        ]
        for shown in said.outputs:
            outputs.append({"output_type": "display_data", "data": shown.data})
        differ = compare.differences(stored, json.loads(json.dumps(outputs)))
        found.append([f"expected {d.expected!r}, got {d.got!r}" for d in differ])
    print(json.dumps(found))

_known = {*globals(), "_known"}
'''


class LiveReference:
    """A solved notebook in a kernel, in which one answer after another is judged."""

    def __init__(self, path: Path) -> None:
        self.notebook = canonical.canonical(canonical.read(path), with_outputs=True)
        self.cells = {cell["id"]: cell for cell in self.notebook["cells"]}
        self._environment = execute.quiet_environment()
        self._variables = self._environment.__enter__()
        self._start()

    def differences(self, exercise: str, sources: list[str]) -> list[list[str]]:
        """For each answer what its check shows otherwise than the stored outputs."""
        check = self.cells[f"{exercise.replace('_', '-')}-check"]
        told = ", ".join(map(repr, (sources, check["source"], check["outputs"])))
        outputs = self._run(f"_try_all({told})", timeout=SECONDS + len(sources))
        text = "".join(o["text"] for o in outputs if o.get("name") == "stdout")
        assert text, f"the kernel gave no answer: {outputs}"
        return json.loads(text.splitlines()[-1])

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
        self._run(DRIVER)

    def _run(self, source: str, timeout: float = SECONDS) -> list[dict]:
        outputs: list[dict] = []

        def keep(message: dict) -> None:
            kind, content = message["msg_type"], message["content"]
            if kind in ("stream", "error", "display_data", "execute_result"):
                stored = {key: value for key, value in content.items() if key != "transient"}
                outputs.append({"output_type": kind, **stored})

        self.client.execute_interactive(
            source, allow_stdin=False, timeout=timeout, output_hook=keep
        )
        return outputs

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.client.stop_channels()
        with suppress(RuntimeError):
            self.manager.shutdown_kernel(now=True)
        self._environment.__exit__(None, None, None)
