"""Run a server of Jupyter's without the grammar of internationalised addresses.

    python -m course_lib.authoring.quick_start jupyterlab --port 9000

jsonschema, with which Jupyter checks its own events, imports rfc3987_syntax where it is installed.
That reads a grammar for longer than all the rest of JupyterLab takes to start; jsonschema goes on
without it, and then checks no address of that kind. No event of Jupyter's holds one.
"""

from __future__ import annotations

import runpy
import sys


def main() -> None:
    """The first argument is the module to run, the others are its own."""
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # "not installed"
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
