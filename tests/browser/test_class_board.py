"""The class board in a real browser: it moves while kernels report, and shows text as text."""

import re
import sys
import uuid
from pathlib import Path

import pytest
from axe import serious_findings
from playwright.sync_api import expect

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.unit.classroom.boards import board_process, event, hint, prediction

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts" / "browser" / "class-board"
BELIEF = "the user must come first"


@pytest.fixture
def board(tmp_path):
    with board_process(f"sqlite:///{tmp_path}/board.sqlite3") as running:
        yield running


@pytest.fixture
def page(browser, board):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))
    page.goto(f"{board.url}/?key={board.key}")
    yield page
    context.close()


def test_the_board_moves_while_kernels_report(board, page):
    expect(page.locator("#status")).to_have_attribute("data-state", "live")
    expect(page.get_by_text("self-reported")).to_be_visible()
    expect(page.get_by_text("Nobody has checked an answer yet.")).to_be_visible()
    assert "key" not in page.url
    row = page.locator("tr[data-exercise='load_dashboard']")
    for n in range(12):
        learner = f"{n:016x}"
        failures = [event(beliefs=[BELIEF]) for _ in range(1 + n % 4)]
        passed = [event(outcome="passed", codes=[])] if n % 2 else []
        board.post(*failures, hint(1), *passed, prediction(200 + 60 * n, actual=450.0),
                   learner=learner)  # fmt: skip
        expect(row).to_have_attribute("data-passed", str((n + 1) // 2))
    expect(row).to_contain_text("6 of 12 who tried")
    expect(row).to_contain_text(f"{BELIEF} (6)")
    expect(row).to_contain_text("1: 12")
    expect(row.locator("td").nth(1)).to_have_text("3")
    figure = page.locator("section[data-demo='My account']")
    expect(figure).to_contain_text("12 guesses")
    expect(figure.locator("tr.truth")).to_contain_text("the truth: 450 ms")
    for name in ("fetch_products", "settle"):
        board.post(event(exercise=name), event(exercise=name, outcome="passed"))
        expect(page.locator(f"tr[data-exercise='{name}']")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("13 learners")
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTIFACTS / "board.png", full_page=True)
    assert page.problems == []


def test_the_board_keeps_nobody_out(browser, board):
    # The page's policy forbids axe-core's script as well.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{board.url}/?key={board.key}")
    board.post(event(), event(), event(beliefs=[BELIEF]), prediction(300))
    expect(page.locator("tr[data-exercise='load_dashboard']")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious_findings(page, within=["main"]) == []
    context.close()


def test_what_looks_like_html_is_shown_as_text(board, page):
    attack = "<img src=x onerror=alert(1)>"
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.dismiss()))
    assert board.post(prediction(300, demo=attack)).status_code == 200
    expect(page.get_by_role("heading", name=attack)).to_be_visible()
    assert page.locator("img").count() == 0
    assert dialogs == []
    # Even a script that got into the page would not run: the policy forbids it.
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
    }""")
    assert page.evaluate("window.ran") is None
    assert any(re.search("Content Security Policy", said) for said in page.problems)


def test_a_board_that_is_gone_is_said_and_the_numbers_stay(board, page):
    board.post(event(), learner=uuid.uuid4().hex[:16])
    row = page.locator("tr[data-exercise='load_dashboard']")
    expect(row).to_be_visible()
    board.process.kill()
    expect(page.locator("#status")).to_have_attribute("data-state", "lost")
    expect(row).to_be_visible()
