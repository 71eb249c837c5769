"""`!course progress` in a cell of the browser-only site, where no program but this Python runs."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from typing import Any

NO_PROGRAMS = "A browser starts no other programs, so this cannot be run here: {}"
NOT_HERE = (
    "`course {}` needs what a browser does not have: processes, or a folder of the course. Run it"
    " on a machine, after `make lab`."
)
AGAIN = (
    "To begin a notebook again, delete it in the file browser on the left and load the page again:"
    " the course's own copy comes back. Every answer that you checked is kept; see it with"
    " `!course progress NAME_OF_THE_EXERCISE`."
)
NEWER = (
    "Load the page again: notebooks that you have not changed come as they are on the server."
    " Those that you changed stay as yours; delete one in the file browser to get the new one."
)
_HERE = ("progress", "doctor")
_INSTEAD = {"reset": AGAIN, "update": NEWER}


def answer_commands(main: Callable[[list[str]], int]) -> None:
    """Let `main` answer `!course ...` in the cells of this kernel; the rest gets a sentence."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    if shell is not None:
        shell.system = lambda command: _run(command, main)


def _run(command: str, main: Callable[[list[str]], Any]) -> None:
    """A command line as IPython gives it. Never raises: a cell shows a sentence, no traceback."""
    try:
        program, *words = shlex.split(command)
    except ValueError:  # nothing, or a quote that is not closed
        program, words = "", []
    if program != "course":
        print(NO_PROGRAMS.format(command.strip()))
    elif not words or words[0] in _HERE or words[0].startswith("-"):
        try:
            main(words)
        except SystemExit:
            pass  # argparse has said what was wrong
    else:
        print(_INSTEAD.get(words[0]) or NOT_HERE.format(words[0]))
