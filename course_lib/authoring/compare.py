"""When two lists of outputs are the same: nbval's rule, with sentences instead of a diff.

Text in every form is compared, pictures and counts are not; forms are compared one by one, so the
order of unlike forms does not matter (https://nbval.readthedocs.io).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

NOT_COMPARED = {
    "metadata",
    "traceback",
    "prompt_number",
    "output_type",
    "name",
    "execution_count",
    "application/vnd.jupyter.widget-view+json",
    "image/png",
    "image/jpeg",
}
# nbval runs cells without history, so a cell has another number there than in the stored run.
SANITISE = ((r"\bcell \[\d*\]", "cell [n]"),)
# What a person reads first, when several forms differ.
_READ_FIRST = ("text/plain", "text/markdown", "stdout", "evalue", "stderr")
_CONTEXT = 1  # lines of agreement that are shown around a difference
_LONGEST = 30  # lines


@dataclass(frozen=True)
class Difference:
    """One form of output that is not as stored: what was expected, and what came."""

    form: str
    expected: str
    got: str

    def excerpts(self) -> tuple[str, str]:
        """Both texts without the lines in which they agree, so that the difference is seen."""
        expected, got = self.expected.splitlines(), self.got.splitlines()
        same = _agreeing(expected, got)
        same_end = _agreeing(expected[same:][::-1], got[same:][::-1])
        return _excerpt(expected, same, same_end), _excerpt(got, same, same_end)


def _agreeing(some: list[str], others: list[str]) -> int:
    pairs = zip(some, others, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(some), len(others)))


def _excerpt(lines: list[str], same: int, same_end: int) -> str:
    first = max(0, same - _CONTEXT)
    last = len(lines) - max(0, same_end - _CONTEXT)
    shown = lines[first:last]
    if len(shown) > _LONGEST:
        shown = [*shown[:_LONGEST], "..."]
    before = ["..."] if first else []
    after = ["..."] if last < len(lines) else []
    return "\n".join([*before, *shown, *after]) or "nothing"


def differences(stored: Iterable[dict], fresh: Iterable[dict]) -> list[Difference]:
    """Where `fresh` outputs are not what is `stored`; the most readable form first."""
    expected, got = _by_form(stored), _by_form(fresh)
    forms = sorted(
        {*expected, *got},
        key=lambda form: (_READ_FIRST.index(form) if form in _READ_FIRST else 99, form),
    )
    return [
        Difference(form, _text(expected.get(form, [])), _text(got.get(form, [])))
        for form in forms
        if expected.get(form, []) != got.get(form, [])
    ]


def _by_form(outputs: Iterable[dict]) -> dict[str, list[Any]]:
    forms: dict[str, list[Any]] = {}
    streams: dict[str, str] = {}
    for output in outputs:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + _joined(output["text"])
            continue
        values = {key: value for key, value in output.items() if key != "data"}
        for form, value in {**values, **output.get("data", {})}.items():
            if form not in NOT_COMPARED:
                forms.setdefault(form, []).append(_sane(_joined(value)))
    for name, text in streams.items():
        forms.setdefault(name, []).append(_sane(text))
    return forms


def _joined(value: Any) -> Any:
    return "".join(value) if isinstance(value, list) else value


def _sane(value: Any) -> Any:
    if isinstance(value, str):
        for pattern, replacement in SANITISE:
            value = re.sub(pattern, replacement, value)
    return value


def _text(values: list[Any]) -> str:
    return "\n".join(str(value).strip("\n") for value in values) if values else "nothing"


def sanitise_file() -> str:
    """The text of nbval's --nbval-sanitize-with file for the same rule."""
    return "".join(f"regex: {pattern}\nreplace: {text}\n\n" for pattern, text in SANITISE)
