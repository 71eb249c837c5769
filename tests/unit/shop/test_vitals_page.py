"""The page as an ASGI app: its own files and nothing else, under any path, as its knobs say."""

import asyncio
import base64
import hashlib
import json
import re
from importlib.resources import files

import pytest

from course_lib import shop, virtual_run
from course_lib.shop.vitals import page as page_module
from course_lib.shop.vitals.page import LIBRARY, PageApp, find_library, library_version
from course_lib.shop.vitals.visits import MOST_VISITS, Knobs, Visits, read_query

FILES = files("course_lib.shop.vitals") / "page"
ROW = {"name": "LCP", "id": "v6-1", "seq": 1, "value": 900.0, "delta": 900.0}
BEACON = json.dumps({"metrics": [ROW]})


@pytest.fixture
def app(tmp_path):
    library = tmp_path / "web-vitals.js"
    library.write_text("export const onLCP = 1;")
    return PageApp(library)


def ask(app, path, method="GET", **options):
    """(answer, virtual seconds) of one request."""

    async def go():
        async with shop.client(app) as http:
            return await http.request(method, path, **options), asyncio.get_running_loop().time()

    return virtual_run(go).result()


def test_every_file_is_served_with_its_type_and_never_cached(app):
    types = {"/": "html", "/left.html": "html", "/page.css": "css", "/page.js": "javascript",
             "/tent.svg": "svg", "/web-vitals.js": "javascript", "/alive": "plain"}  # fmt: skip
    for path, kind in types.items():
        answer, _ = ask(app, path)
        assert answer.status_code == 200, path
        assert kind in answer.headers["content-type"], path
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/index.html", "/page.py", "/../page.py", "/%2e%2e/page.py", "/recorded.json", "/x"]
)
def test_nothing_else_is_served(app, path):
    assert ask(app, path)[0].status_code == 404


def test_all_addresses_in_the_page_are_relative():
    for name in ("index.html", "left.html", "page.js", "page.css"):
        text = (FILES / name).read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href|from|url\(|beacon\()\s*=?\s*["'(]?/""", text), name
        assert "http:" not in text, name
        assert "https:" not in text, name


def test_the_page_runs_no_script_that_its_policy_would_refuse():
    text = (FILES / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script[^>]*>(.*?)</script>", text) == [""]
    assert not re.search(r"\son\w+=|style=", text)


def test_the_styles_come_with_the_page_and_its_policy_allows_just_these(app):
    answer, _ = ask(app, "/?visit=1")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "margin: 0" in style


def test_the_server_takes_as_long_as_its_knob_says(app):
    answer, seconds = ask(app, "/?visit=1&server=900&banner=200&block=600&image=300")
    assert seconds == 0.9
    assert 'data-banner="200" data-block="600"' in answer.text
    assert 'src="tent.svg?delay=300"' in answer.text


def test_the_picture_takes_as_long_as_it_is_asked_to(app):
    assert ask(app, "/tent.svg?delay=3000")[1] == 3.0
    assert ask(app, "/tent.svg?delay=99999")[1] == 0
    assert ask(app, "/tent.svg?delay=-1")[1] == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("server=fast", "server is a whole number"),
        ("server=-5", "server is a whole number"),
        ("server=99999", "must lie between 0 and 3000"),
        ("banner=%3Cscript%3E", "banner is a whole number"),
        ("visit=1e9", "visit is a whole number"),
    ],
)
def test_knobs_that_cannot_be_are_a_sentence(app, query, said):
    for path, method in (("/", "GET"), ("/vitals", "POST")):
        answer, _ = ask(app, f"{path}?{query}", method)
        assert answer.status_code == 400
        assert said in answer.text
        assert "text/plain" in answer.headers["content-type"]


def test_a_beacon_finds_its_visit(app):
    ask(app, "/?visit=7&server=900")
    ask(app, "/live?visit=7&server=900", "POST", content=BEACON)
    ask(app, "/vitals?visit=7&server=900", "POST", content=BEACON)
    (visit,) = app.visits.all()
    assert (visit.number, visit.knobs) == (7, Knobs(server=900))
    assert visit.now() == visit.final() == {"LCP": 900.0}


def test_a_forged_beacon_does_not_wipe_a_visit(app):
    ask(app, "/live?visit=7&server=900", "POST", content=BEACON)
    ask(app, "/live?visit=7&server=0", "POST", content=BEACON)
    assert [visit.now() for visit in app.visits.all()] == [{"LCP": 900.0}] * 2


def test_other_methods_and_broken_beacons_are_refused(app):
    assert ask(app, "/vitals")[0].status_code == 405
    assert ask(app, "/vitals", "POST", content=b"[")[0].status_code == 400
    assert ask(app, "/vitals", "POST", content=b" " * 5000)[0].status_code == 413


def test_visits_and_records_do_not_grow_for_ever(app):
    for number in range(MOST_VISITS + 20):
        app.visits.of(number, Knobs())
    assert len(app.visits.all()) == MOST_VISITS
    assert app.records.maxlen


def test_each_request_leaves_a_record_without_its_query(app):
    ask(app, "/live?visit=7&server=900", "POST", content=BEACON)
    (record,) = app.records
    assert (record["path"], record["status"]) == ("/live", 204)


def test_a_change_is_told_with_its_visit():
    told = []
    visits = Visits(lambda visit: told.append(visit.number))
    visits.of(3, Knobs()).live.extend([ROW])
    assert told == [3]


def test_the_library_is_found_in_a_folder_above_and_has_a_version(tmp_path):
    package = tmp_path / LIBRARY.parents[1]
    (package / "dist").mkdir(parents=True)
    (tmp_path / LIBRARY).write_text("")
    (package / "package.json").write_text('{"version": "6.2.3"}')
    inside = tmp_path / "work" / "notebooks"
    inside.mkdir(parents=True)
    assert find_library(inside) == tmp_path / LIBRARY
    assert library_version(tmp_path / LIBRARY) == "6.2.3"
    (package / "package.json").write_text('{"version": "2.1.0"}')
    assert find_library(inside) != tmp_path / LIBRARY
    assert library_version(tmp_path / "a/b/c.js") == ""


def test_without_the_library_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(page_module, "_folders", lambda start: [tmp_path])
    assert find_library(tmp_path) is None


def test_knobs_are_told_in_words():
    assert str(Knobs()) == "no knob turned"
    assert str(Knobs(server=900, banner=200)) == "server 900 ms, banner 200 px"
    assert read_query({"visit": "3", "block": "600"}) == (3, Knobs(block=600))


def test_a_real_server_serves_it_and_takes_a_beacon(app):
    import httpx

    with shop.running(app, name="page-test") as server:
        text = {"content-type": "text/plain;charset=UTF-8"}
        sent = httpx.post(f"{server.url}/vitals?visit=1", content=BEACON, headers=text)
        assert (sent.status_code, sent.content) == (204, b"")
        assert httpx.get(f"{server.url}/alive").text == page_module.ALIVE
    assert app.visits.all()[0].final() == {"LCP": 900.0}
