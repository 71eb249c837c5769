"""The command `course`: it reads the command line and calls the room that does the work."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

USAGE_ERROR = 2


class _Parser(argparse.ArgumentParser):
    """One clear sentence and status 2 for a command that cannot be understood."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message}. See: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="course", description="The Fix Patterns course: open, check, build.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, function: Callable[..., int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        command.set_defaults(function=function)
        return command

    lab = add("lab", _lab, "Make your own copies in work/ and open JupyterLab on the start page.")
    lab.add_argument("--prepare-only", action="store_true", help="make the copies, open nothing")
    lab.add_argument("--no-open", action="store_true", help="start JupyterLab without a browser")

    check = add("check", _check, "Judge answers in files against an exercise.")
    check.add_argument("exercise", metavar="ID", help="for example load_dashboard")
    check.add_argument("files", metavar="FILE", nargs="+", help="a .py file or a notebook")
    check.add_argument("--json", action="store_true", help="one JSON object a line")
    check.add_argument("--timeout", metavar="S", type=_seconds, help="seconds for one answer")

    validate = add("validate", _validate, "Compare notebooks with the reference, cell by cell.")
    validate.add_argument("notebooks", metavar="NOTEBOOK", nargs="+", type=Path)
    validate.add_argument("--junit", metavar="FILE", type=Path, help="write a JUnit XML report")

    build = add("build", _build, "Bring notebooks into their stored form; make the exercises.")
    build.add_argument("notebooks", metavar="NOTEBOOK", nargs="*", type=Path)
    how = build.add_mutually_exclusive_group()
    how.add_argument("--run", action="store_true", help="execute them and refresh the outputs")
    how.add_argument("--check", action="store_true", help="change nothing, check everything")

    _add_class(commands)

    reset = add("reset", _reset, "Put an exercise or a lesson back; what you had is kept.")
    reset.add_argument("name", metavar="EXERCISE|LESSON", help="for example load_dashboard, or 1")
    reset.add_argument(
        "--bring-back",
        metavar="NUMBER",
        nargs="?",
        const=0,
        type=_number,
        help="put back what was kept: the newest, or this number",
    )

    update = add("update", _update, "Take new course material into work/; your answers stay.")
    update.add_argument("--no-fetch", action="store_true", help="take the course as it lies here")

    add("doctor", _doctor, "Look whether everything is there that the course needs.")

    progress = add("progress", _progress, "Show what you have done so far.")
    progress.add_argument("exercise", metavar="ID", nargs="?", help="every attempt at this one")
    progress.add_argument("--json", action="store_true", help="as JSON")
    return parser


def _add_class(commands: Any) -> None:
    """`course class ...`: what an instructor does for a whole room."""
    text = "For a room full of learners."
    room = commands.add_parser("class", help=text, description=text, allow_abbrev=False)
    room.set_defaults(
        function=lambda options: room.error("name what to do: check, board, hub, guide")
    )
    actions = room.add_subparsers(metavar="ACTION", parser_class=_Parser)

    text = "Judge a folder of learners' notebooks in a sandbox and write a report."
    check = actions.add_parser("check", help=text, description=text, allow_abbrev=False)
    check.set_defaults(function=_class_check)
    check.add_argument("folder", metavar="DIR", type=Path, help="a folder or a file a learner")
    check.add_argument("--out", metavar="DIR", type=Path, help="where the report goes")
    check.add_argument("--trust", action="store_true", help="run the answers without a sandbox")
    check.add_argument("--timeout", metavar="S", type=_seconds, help="seconds for one answer")

    text = "Show live how far the room has come."
    board = actions.add_parser("board", help=text, description=text, allow_abbrev=False)
    board.set_defaults(function=_class_board)
    board.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to be reached from elsewhere")
    board.add_argument("--port", type=int, default=8765, help="8765 by default, 0 for a free one")
    board.add_argument("--database", metavar="URL", help="SQLite in this folder by default")
    board.add_argument("--verbose", action="store_true", help="log every request")

    _add_hub(actions)

    text = "Make the facilitator's guide: minutes, questions, typical wrong answers, plans."
    guide = actions.add_parser("guide", help=text, description=text, allow_abbrev=False)
    guide.set_defaults(function=_class_guide)
    guide.add_argument("--output", metavar="FILE", type=Path, help="write it there, not here")


def _add_hub(actions: Any) -> None:
    text = "Open a JupyterHub for a room on this machine: one seat a learner, and the class board."
    hub = actions.add_parser("hub", help=text, description=text, allow_abbrev=False)
    hub.set_defaults(function=_class_hub)
    hub.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=Path("class-hub"),
                     help="where everything is kept, class-hub by default")  # fmt: skip
    hub.add_argument("--host", help="where it listens; everywhere by default")
    hub.add_argument("--port", type=_number, help="the first of four, 8000 unless named")
    hub.add_argument("--instructor", metavar="NAME", action="append", help="instructor by default")
    hub.add_argument("--memory", help="for each process of a learner, 2G by default")
    hub.add_argument("--idle", metavar="MINUTES", type=_number,
                     help="unused seats are stopped after this time, 60 by default")  # fmt: skip
    hub.add_argument("--trust", action="store_true", help="do not keep the learners apart")
    hub.add_argument("--write-only", action="store_true", help="write the configuration and stop")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0 good, 1 something failed, 2 a wrong call."""
    parser = _parser()
    options, unknown = parser.parse_known_args(argv)
    if options.command is None:
        parser.print_help()
        return USAGE_ERROR
    if unknown and options.command != "lab":  # JupyterLab's own options pass through
        parser.error(f"unknown option {unknown[0]}")
    options.unknown = unknown
    from .authoring.course import CourseError

    try:
        return options.function(options)
    except CourseError as error:
        print(f"course {options.command}: {error}", file=sys.stderr)
        return USAGE_ERROR
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"course {options.command}: {where}{error.strerror or error}.", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        print(f"course {options.command}: stopped.", file=sys.stderr)
        return 130


def _lab(options: argparse.Namespace) -> int:
    from .authoring import update, workspace
    from .authoring.course import find_course

    course = find_course()
    new = workspace.prepare(course)
    if new:
        print(f"New in work/: {', '.join(new)}")
    if changed := update.pending(course):
        files = f"{len(changed)} files" if len(changed) > 1 else changed[0]
        print(f"The course has changed since your copies were made ({files}).")
        print("To take it over, with your answers as they are: course update")
    if options.prepare_only:
        return 0
    extra = ["--no-browser"] if options.no_open else []
    return workspace.open_lab(course, [*extra, *options.unknown])


def _check(options: argparse.Namespace) -> int:
    from .exercises import judge

    limits = {} if options.timeout is None else {"timeout": options.timeout}
    return judge.command(options.exercise, options.files, as_json=options.json, **limits)


def _class_check(options: argparse.Namespace) -> int:
    from .classroom.check_command import command

    limits = {} if options.timeout is None else {"timeout": options.timeout}
    return command(options.folder, out=options.out, trust=options.trust, **limits)


def _class_board(options: argparse.Namespace) -> int:
    from .classroom.board_command import command

    return command(
        host=options.host, port=options.port, database=options.database, verbose=options.verbose
    )


def _class_hub(options: argparse.Namespace) -> int:
    from .classroom.hub_command import command
    from .classroom.hub_config import Room

    named = {
        "host": options.host,
        "port": options.port,
        "instructors": tuple(options.instructor or ()),
        "memory": options.memory,
        "idle_minutes": options.idle,
    }
    given = {name: value for name, value in named.items() if value}
    room = Room(options.folder.absolute(), trust=options.trust, **given)
    return command(room, write_only=options.write_only)


def _class_guide(options: argparse.Namespace) -> int:
    from .classroom.guide import command

    return command(options.output)


def _validate(options: argparse.Namespace) -> int:
    from .authoring.course import find_course
    from .authoring.validate import command

    return command(find_course(), options.notebooks, junit_file=options.junit)


def _build(options: argparse.Namespace) -> int:
    from .authoring.course import find_course

    course = find_course()
    if options.check:
        from .authoring import gates

        return gates.command(course, options.notebooks)
    from .authoring import build

    changed = build.build(course, options.notebooks, run=options.run)
    print("\n".join(f"wrote {name}" for name in changed) or "Nothing changed.")
    return 0


def _reset(options: argparse.Namespace) -> int:
    from .authoring.course import find_course
    from .authoring.reset import command

    number = options.bring_back
    return command(find_course(), options.name, back=number is not None, number=number or None)


def _update(options: argparse.Namespace) -> int:
    from .authoring.course import find_course
    from .authoring.update import command

    return command(find_course(), fetching=not options.no_fetch)


def _doctor(options: argparse.Namespace) -> int:
    from .authoring.doctor import command

    return command()


def _progress(options: argparse.Namespace) -> int:
    from .progress.command import command

    return command(options.exercise, as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
