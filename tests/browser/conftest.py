"""Fixtures: one JupyterLab and one Chromium for the whole run; a fresh page for each test."""

import os
import re
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="the extra `browser` is not installed: make browser")

from lab import RUN_MS, Lab
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from server import ROOT, copy_course, running_lab

ARTIFACTS = ROOT / "artifacts" / "browser"
CHROMIUM = Path("/usr/bin/chromium")  # Debian's
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWPORT = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(240))


def launch(playwright):
    """Debian's Chromium where it is, else Playwright's own; raises PlaywrightError."""
    path = str(CHROMIUM) if CHROMIUM.exists() else None
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        try:
            started = launch(playwright)
        except PlaywrightError as error:
            sentence = (
                "Chromium could not be started. Install it (on Debian: apt install chromium;"
                " elsewhere: python -m playwright install chromium)."
                f" It said: {str(error).splitlines()[0]}"
            )
            if os.environ.get("CI"):
                pytest.fail(sentence, pytrace=False)
            pytest.skip(sentence)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = copy_course(tmp_path_factory.mktemp("course"))
    with running_lab(folder, tmp_path_factory.mktemp("jupyter")) as running:
        yield running


@pytest.fixture
def lab(browser, server, request):
    """JupyterLab in a fresh page with a workspace of this test's own."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
    folder = ARTIFACTS / name
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(**{"viewport": VIEWPORT} | getattr(request, "param", {}))
    context.set_default_timeout(RUN_MS)
    page = context.new_page()
    lab = Lab(page, server, folder, name)
    lab.start()
    yield lab
    if getattr(request.node, "failed", False):
        lab.screenshot("at-the-failure")
    lab.stop_kernels()
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report
