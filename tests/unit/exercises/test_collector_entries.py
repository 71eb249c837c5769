"""What a browser cannot survive is not tried there: 200,000 brackets would end Python itself."""

import pytest

from course_lib.exercises.web_vitals import collector_entries


@pytest.mark.parametrize("inside", [True, False])
def test_the_deepest_nesting_is_tried_where_python_survives_it(monkeypatch, inside):
    tried = {}

    def refused(bench, bodies, *_, **__):
        tried[max(map(len, bodies))] = bodies

    monkeypatch.setattr(collector_entries, "refused", refused)
    monkeypatch.setattr(collector_entries, "in_browser", lambda: inside)
    collector_entries.malformed_bodies(bench=None)
    assert (200_000 in tried) is not inside
    assert 3000 in tried
