"""A recap question is answerable with and without a front end, and every answer has a reply."""

from __future__ import annotations

import pytest

from course_lib.demos.quiz import Question, quiz, recap_lessons
from course_lib.tracing import events


def questions_of(lesson: str) -> list[Question]:
    questions = [quiz(lesson, 1)]
    while True:
        try:
            questions.append(quiz(lesson, len(questions) + 1))
        except ValueError:
            return questions


@pytest.fixture
def told():
    heard = []
    unsubscribe = events.subscribe(lambda name, data: heard.append((name, data)))
    yield heard
    unsubscribe()


def test_lesson_one_has_five_questions():
    assert len(questions_of("parallel_fetches")) == 5


@pytest.mark.parametrize("lesson", recap_lessons())
def test_every_question_has_one_right_answer_and_a_reply_for_each(lesson):
    for question in questions_of(lesson):
        assert sum(option.right for option in question.options) == 1, question.number
        assert len(question.options) >= 3
        replies = [option.feedback for option in question.options]
        assert all(len(reply) > 20 for reply in replies)
        assert len(set(replies)) == len(replies)


@pytest.mark.parametrize("lesson", recap_lessons())
def test_texts_are_plain(lesson):
    for question in questions_of(lesson):
        parts = [(option.text, option.feedback) for option in question.options]
        for text in [question.text, *(part for pair in parts for part in pair)]:
            assert "!" not in text
            assert "\n" not in text, "a line break in the data needs a backslash before it"
            assert "  " not in text


def test_the_right_answers_are_not_all_the_same_letter():
    right = [o.key for q in questions_of("parallel_fetches") for o in q.options if o.right]
    assert len(set(right)) > 1


def test_the_text_twin_shows_the_question_its_options_and_how_to_answer():
    question = quiz("parallel_fetches", 2)
    text = str(question)
    assert text.startswith(f"2. {question.text}")
    for option in question.options:
        assert f"  {option.key}) {option.text}" in text
    assert 'quiz("parallel_fetches", 2).answer("a")' in text
    assert not any(option.feedback in text for option in question.options)


def test_an_answer_gets_its_own_reply(told):
    question = quiz("parallel_fetches", 1)
    for option in question.options:
        reply = question.answer(option.key)
        assert reply.right == option.right
        assert option.feedback in str(reply)
        assert ("Right" in str(reply)) == option.right
    assert [name for name, _ in told] == ["answered"] * len(question.options)
    assert told[0][1] == {
        "lesson": "parallel_fetches",
        "question": 1,
        "option": "a",
        "right": False,
    }


@pytest.mark.parametrize("written", ["B", " b ", "b"])
def test_a_letter_may_be_written_as_people_write_it(written):
    assert quiz("parallel_fetches", 1).answer(written).option.key == "b"


@pytest.mark.parametrize("key", ["z", "", "ab", 1, None])
def test_a_letter_that_is_no_answer_is_refused_with_those_that_are(key, told):
    with pytest.raises(ValueError, match=r"Choose one of: a, b, c\."):
        quiz("parallel_fetches", 1).answer(key)
    assert told == []


def test_an_unknown_lesson_names_the_nearest():
    with pytest.raises(ValueError, match="Did you mean 'parallel_fetches'"):
        quiz("parallel_fetch", 1)


@pytest.mark.parametrize("number", [0, 6, -1, "1", True, 1.0])
def test_an_unknown_number_names_those_that_exist(number):
    with pytest.raises(ValueError, match="questions 1 to 5"):
        quiz("parallel_fetches", number)


def test_without_a_front_end_the_display_is_the_text(monkeypatch):
    shown = []
    monkeypatch.setenv("COURSE_HEADLESS", "1")
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.append((a, k)))
    question = quiz("parallel_fetches", 3)
    question._ipython_display_()
    assert shown == [(({"text/plain": str(question)},), {"raw": True})]


def test_with_a_front_end_the_text_comes_first_and_then_the_view_alone(monkeypatch):
    shown = []
    monkeypatch.delenv("COURSE_HEADLESS", raising=False)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    question = quiz("parallel_fetches", 3)
    question._ipython_display_()
    assert shown[0] == {"text/plain": str(question)}
    assert list(shown[1]) == ["application/vnd.jupyter.widget-view+json"]
    assert len(shown) == 2


def test_a_chosen_radio_button_gets_the_reply_of_its_option(told):
    from course_lib.demos.quiz_view import QuestionView

    question = quiz("parallel_fetches", 1)
    view = QuestionView(question)
    assert view.reply == {}
    assert view.chosen == "", "no option may look chosen before the learner chooses"
    assert view.options == [[option.key, option.text] for option in question.options]
    for option in question.options:
        view.chosen = option.key
        assert view.reply == {"key": option.key, "right": option.right, "text": option.feedback}
    assert len(told) == len(question.options)
    feedback = [option.feedback for option in question.options]
    assert not any(text in str(view.get_state(["options", "question"])) for text in feedback)
