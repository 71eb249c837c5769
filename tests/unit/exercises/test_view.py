"""A verdict as text and as HTML, from the same data."""

import re
from html.parser import HTMLParser

import pytest

from course_lib.exercises import view
from course_lib.exercises.checking import judge
from course_lib.exercises.markup import Markup, element, html
from course_lib.exercises.verdict import Finding, RequirementResult, Verdict
from course_lib.timeline.layout import INKS


class Reader(HTMLParser):
    """Collects text and checks that what is opened is closed."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("br", "hr", "img", "input", "col"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(markup):
    reader = Reader()
    reader.feed(markup)
    assert not reader.open
    return " ".join(" ".join(reader.text).split())


@pytest.fixture
def failed(dashboard, in_a_row):
    return judge(dashboard, dashboard.answer(in_a_row))


@pytest.fixture
def passed(dashboard, gathered):
    return judge(dashboard, dashboard.answer(gathered))


def test_text_and_html_say_the_same(failed):
    text, page = str(failed), read(view.verdict_html(failed))
    for words in (
        "load_dashboard: failed, 3 of 5 requirements met",
        "get_orders started at 0.650 s, when get_preferences had ended",
        "the three delays add up",
        "Took 0.950 s; the slowest call takes 0.450 s.",
    ):
        assert words in text
        assert words in page
    assert "<svg" in view.verdict_html(failed)
    assert "took 0.950 s; the ideal is 0.450 s" in text


def test_the_text_says_each_thing_once(failed):
    assert str(failed).count("Took 0.950 s; the slowest call takes 0.450 s.") == 1


def test_everything_from_a_learner_is_escaped():
    evil = "<script>alert(1)</script>"
    verdict = Verdict(
        "load_dashboard",
        "failed",
        (RequirementResult("r", evil, False, evil, evil),),
        (Finding("raised", evil, "r", details=evil),),
        notes=(evil,),
    )
    page = view.verdict_html(verdict)
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 6


def test_what_is_compared_of_a_pass_is_the_same_for_every_right_answer(passed, dashboard):
    import asyncio

    async def load_dashboard(api, customer_id):
        print("another shape")
        async with asyncio.TaskGroup() as group:
            orders = group.create_task(api.get_orders(customer_id))
            customer = group.create_task(api.get_customer(customer_id))
            preferences = group.create_task(api.get_preferences(customer_id))
        names = ("customer", "preferences", "orders")
        return dict(zip(names, [t.result() for t in (customer, preferences, orders)], strict=True))

    other = judge(dashboard, dashboard.answer(load_dashboard))
    assert other._repr_mimebundle_() == passed._repr_mimebundle_()
    assert passed._repr_mimebundle_()["text/plain"] == passed.summary


def test_a_failed_verdict_has_its_details_in_text_and_html(failed):
    bundle = failed._repr_mimebundle_()
    assert bundle["text/plain"] == str(failed)
    assert set(bundle) == {"text/plain", "text/html"}


def test_a_requirement_that_was_not_judged_is_not_called_missed():
    result = RequirementResult("r", "Text.", False, "e", "a", judged=False)
    verdict = Verdict("x", "failed", (result,))
    assert "· Text. (not judged)" in str(verdict)
    assert "not judged" in read(view.verdict_html(verdict))


def test_backticks_become_code():
    assert view.code_html("use `a < b`.") == "use <code>a &lt; b</code>."


def test_elements_escape_text_and_attributes():
    assert element("p", "a & b", title='"x"', hidden=True, id=None) == (
        '<p title="&quot;x&quot;" hidden>a &amp; b</p>'
    )
    assert element("b", Markup("<i></i>")) == "<b><i></i></b>"
    assert element("br") == "<br>"
    assert isinstance(html("<"), Markup)


def test_an_exercise_shows_its_ticket_and_its_requirements(dashboard):
    text, page = view.exercise_text(dashboard), read(view.exercise_html(dashboard))
    for words in ("TERN-101", *(re.sub("`", "", r.text) for r in dashboard.requirements)):
        assert words in re.sub("`", "", text)
        assert words in page


def test_outside_of_a_notebook_an_exercise_prints_itself(dashboard, capsys):
    dashboard.show()
    assert "Requirements:" in capsys.readouterr().out


def test_the_style_sheet_knows_every_ink_of_the_picture_but_the_neutral_one():
    named = set(re.findall(r"\.fp-ink-(\w+)", view.style("picture"))) | {"axis"}
    assert named == set(INKS.values())


def test_the_details_of_a_right_answer_say_what_this_one_did(passed):
    assert "called once each" in read(view.run_html(passed))
    assert "called once each" not in read(view.passed_html(passed))
