"""The course of this checkout passes every gate of `course build --check`."""

from course_lib.authoring import gates


def test_all_gates_are_green(course):
    problems = gates.check(course)
    assert not problems, "\n".join(map(str, problems))


def test_the_gates_have_read_the_course(course):
    checkout = gates.Checkout.read(course)
    assert len(checkout.lessons) >= 2
    assert len(checkout.solutions) >= 1
