"""Yours and ours: two right answers beside each other, with the timelines of the same run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.exercises.checking import plainest
from course_lib.exercises.loading import load_answer
from course_lib.exercises.markup import Markup, element
from course_lib.exercises.material import course_root
from course_lib.exercises.view import code_html, style, traces_html
from course_lib.tracing import Trace
from course_lib.tracing.text import trace_text

if TYPE_CHECKING:
    from course_lib.exercises.answer import Answer
    from course_lib.exercises.model import Exercise

CHECK_YOURS = "Your timeline stands here, too, once your answer was checked in this kernel."
NO_CALLS = "The runs of this exercise record no calls, so there is no timeline to compare."


@dataclass(frozen=True)
class Beside:
    """Two programs for one exercise, and what the same run looks like with each.

    `traces` has "yours" and "ours" where they are known; `ideal` is in seconds, `story` says what
    the run is about. `heading` is one sentence, `note` another one, or "".
    """

    heading: str
    yours: str
    ours: str
    traces: dict[str, Trace]
    ideal: float | None = None
    story: str = ""
    note: str = ""

    def __str__(self) -> str:
        parts = [self.heading]
        for name, program in self.programs():
            parts.append("\n".join([name, *(f"    {line}".rstrip() for line in program)]))
        if self.traces:
            parts.append(self._run())
        for name, trace in self.traces.items():
            parts.append(trace_text(trace, title=name.capitalize(), ideal=self.ideal))
        return "\n\n".join([*parts, *([self.note] if self.note else [])])

    __repr__ = __str__

    def programs(self) -> list[tuple[str, list[str]]]:
        """Each program's name and its lines; yours is missing where nobody kept it."""
        both = (("Yours", self.yours), ("Ours", self.ours))
        return [(name, program.splitlines()) for name, program in both if program]

    def _run(self) -> str:
        what = "The same run with both" if len(self.traces) > 1 else "A run"
        return f"{what}: {self.story}." if self.story else f"{what}."

    def _repr_html_(self) -> Markup:
        sides = (
            element(
                "div",
                element("p", name, class_="fp-side"),
                # It scrolls, so the keyboard must reach it.
                element(
                    "pre",
                    element("code", "\n".join(program)),
                    tabindex="0",
                    role="region",
                    aria_label=f"{name}: the program",
                ),
            )
            for name, program in self.programs()
        )
        return element(
            "section",
            style(),
            style("beside"),
            element("p", code_html(self.heading), class_="fp-summary"),
            element("div", *sides, class_="fp-sides"),
            traces_html(self.traces, self.ideal, self._run()) if self.traces else None,
            element("p", self.note) if self.note else None,
            class_="fp-verdict",
            aria_label="Yours and ours",
        )


def beside(exercise: Exercise, yours: Answer | None, source: str, heading: str) -> Beside | None:
    """The learner's answer beside the model's; None where the course is not at hand.

    `yours` is None when this kernel has not seen it run: then it is made from its `source`, and
    its timeline is shown only if it still passes, for it may need a cell that is not there.
    """
    root, ours = course_root(), exercise.model
    if root is None or ours is None:
        return None
    notebook = root / "solutions" / exercise.lesson.file
    model = load_answer(exercise, notebook)
    if yours is None and source:
        again = load_answer(exercise, notebook, source)
        yours = again if again is not None and exercise.judge(again).passed else None
    runs = {"yours": yours, "ours": model}
    plays = {name: plainest(exercise, answer) for name, answer in runs.items() if answer}
    traces = {name: play.trace for name, play in plays.items() if play and play.trace.spans}
    shown = plays.get("ours")
    return Beside(
        heading,
        source.strip("\n"),
        ours,
        traces,
        shown.ideal if shown else None,
        shown.story if shown else "",
        _note(yours, source, traces),
    )


def _note(yours: Answer | None, source: str, traces: dict[str, Trace]) -> str:
    if not traces:
        return NO_CALLS
    return CHECK_YOURS if yours is None and source else ""
