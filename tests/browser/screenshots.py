"""Make the README's picture of lesson 1 again: `make screenshots`."""

import tempfile
from pathlib import Path

from conftest import launch
from demo import DemoView
from lab import RUN_MS, Lab
from playwright.sync_api import sync_playwright
from server import ROOT, copy_course, running_lab
from test_lesson_1 import LESSON

PICTURE = ROOT / "docs/images/lesson-1.png"
SHOWN = "after-n-run"
NEEDED = ["imports", "after-n", SHOWN]


def main() -> None:
    """Open the lesson, run both variants, and keep what a learner sees."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as private,
        sync_playwright() as playwright,
        running_lab(copy_course(Path(folder)), Path(private)) as server,
    ):
        browser = launch(playwright)
        context = browser.new_context(
            viewport={"width": 1120, "height": 880}, device_scale_factor=1.5
        )
        context.set_default_timeout(RUN_MS)
        lab = Lab(context.new_page(), server, PICTURE.parent, "screenshots")
        lab.start()
        lesson = lab.open(LESSON)
        for cell_id in NEEDED:
            lesson.run(cell_id)
        demo = DemoView(lesson.output(SHOWN))
        demo.run("all")
        for name in ["one by one", "all at once"]:
            demo.wait_for_variant(name, "done")
        lesson.output(SHOWN).scroll_into_view_if_needed()
        lab.screenshot(PICTURE.stem)
        lab.stop_kernels()
        browser.close()
    print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
