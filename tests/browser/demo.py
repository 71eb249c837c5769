"""A demo on the page: what a learner sees of it and does with it."""

import re

from playwright.sync_api import Locator, expect

WAIT_MS = 20_000


def slug(name: str) -> str:
    """A variant's or knob's name as the class names spell it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


class DemoView:
    """The demo in one cell's output area."""

    def __init__(self, output: Locator) -> None:
        self.output = output
        self.controls = output.locator(".course-demo")
        self.timeline = output.locator(".fp-timeline")
        self.results = output.locator(".course-results")
        self.alert = self.controls.locator(".course-alert")
        self.guess = self.controls.locator(".course-guess")
        self.stop_button = self.controls.locator(".course-stop")

    def wait_for_phase(self, phase: str) -> None:
        """Until it is in the phase "predict", "ready" or "running"."""
        expect(self.controls).to_have_attribute("data-state", phase, timeout=WAIT_MS)

    def skip_prediction(self) -> None:
        """Press Skip."""
        self.wait_for_phase("predict")
        self.controls.locator(".course-predict-skip").click()
        self.wait_for_phase("ready")

    def predict(self, text: str) -> None:
        """Type a guess and commit to it."""
        self.wait_for_phase("predict")
        self.guess.fill(text)
        self.controls.locator(".course-predict-commit").click()

    def run_button(self, variant: str) -> Locator:
        """The button that runs one variant, or "all"."""
        return self.controls.locator(f".course-run-{slug(variant)}")

    def run(self, variant: str) -> None:
        """Press Run and wait until that run is over and the kernel has said so."""
        before = self.updates()
        self.run_button(variant).click()
        self.wait_for_more_updates(before)
        self.wait_for_phase("ready")

    def updates(self) -> int:
        """How many messages of the kernel the picture has heard."""
        return int(self.timeline.get_attribute("data-updates"))

    def wait_for_more_updates(self, seen: int) -> None:
        """Until the picture has heard more than `seen`."""
        self.timeline.page.wait_for_function(
            "([node, seen]) => Number(node.dataset.updates) > seen",
            arg=[self.timeline.element_handle(), seen],
            timeout=WAIT_MS,
        )

    def variant(self, name: str) -> Locator:
        """The lanes of one variant; `data-state` is idle, running, done or failed."""
        return self.timeline.locator(f'.fp-variant[data-variant="{name}"]')

    def wait_for_variant(self, name: str, state: str) -> None:
        """Until a variant's lanes say `state`."""
        expect(self.variant(name)).to_have_attribute("data-state", state, timeout=WAIT_MS)

    def rows(self, name: str) -> Locator:
        """The bars of one variant."""
        return self.variant(name).locator(".fp-row")

    def outcome(self, name: str) -> str:
        """The sentence about one variant."""
        return self.results.locator(f".course-outcome-{slug(name)}").inner_text()

    def head(self, name: str) -> str:
        """The line above one variant's lanes: what it took, and the ideal."""
        return self.variant(name).locator(".fp-variant-head").inner_text()

    def slider(self, knob: str) -> Locator:
        """A knob's slider."""
        return self.controls.locator(f".course-knob-{slug(knob)} .course-slider")

    def number(self, knob: str) -> Locator:
        """A knob's number field."""
        return self.controls.locator(f".course-knob-{slug(knob)} .course-number")

    def set(self, knob: str, value: float) -> None:
        """Type a number into a knob's field."""
        self.number(knob).fill(str(value))
        self.number(knob).press("Tab")

    def drag(self, knob: str, fraction: float) -> None:
        """Drag a slider's handle with the mouse to `fraction` of its track."""
        self.slider(knob).scroll_into_view_if_needed()
        box = self.slider(knob).bounding_box()
        middle = box["y"] + box["height"] / 2
        mouse = self.slider(knob).page.mouse
        start = float(self.slider(knob).evaluate("s => (s.value - s.min) / (s.max - s.min)"))
        mouse.move(box["x"] + 8 + (box["width"] - 16) * start, middle)
        mouse.down()
        mouse.move(box["x"] + 8 + (box["width"] - 16) * fraction, middle, steps=8)
        mouse.up()
