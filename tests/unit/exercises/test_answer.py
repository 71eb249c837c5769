"""An attempt in a notebook: its source is found through everything that it names."""

import asyncio
import functools
import linecache

from course_lib.exercises.answer import answer_from_objects


def cell(source, name="cell-1"):
    """The namespace of a cell, made as IPython makes it."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    namespace = {"__name__": "__main__", "asyncio": asyncio}
    exec(compile(source, name, "exec"), namespace)
    return namespace


def test_the_source_is_the_statement_that_made_the_function():
    namespace = cell("x = 1\n\nasync def load(api):\n    return await api.a()\n\nprint\n")
    answer = answer_from_objects(["load"], [namespace["load"]])
    assert answer.source == "async def load(api):\n    return await api.a()"
    assert answer.code.calls("a")
    assert answer.namespace is namespace


def test_helpers_come_along_however_they_are_made():
    namespace = cell(
        "async def helper(call):\n    return await call\n"
        "twice = lambda call: helper(call)\n"
        "class Page:\n    async def fill(self, call):\n        return await twice(call)\n"
        "async def unused(): pass\n"
        "async def load(api):\n    return await Page().fill(api.a())\n"
    )
    source = answer_from_objects(["load"], [namespace["load"]]).source
    assert "def helper" in source
    assert "twice = lambda" in source
    assert "class Page" in source
    assert "unused" not in source


def test_names_of_asyncio_are_known_by_their_own_name():
    namespace = cell(
        "from asyncio import gather as g\nasync def load(api):\n    await g(api.a())\n"
    )
    assert answer_from_objects(["load"], [namespace["load"]]).code.calls("gather")


def test_wrappers_partials_and_classes_lead_to_their_source():
    namespace = cell(
        "import functools\n"
        "def logged(f):\n"
        "    @functools.wraps(f)\n"
        "    async def wrapper(*args):\n"
        "        return await f(*args)\n"
        "    return wrapper\n"
        "@logged\n"
        "async def load(api, who):\n    return await api.a(who)\n"
        "class Box:\n    def get(self):\n        return 1\n"
    )
    assert "await api.a(who)" in answer_from_objects(["load"], [namespace["load"]]).source
    bound = functools.partial(namespace["load"], None)
    assert "await api.a(who)" in answer_from_objects(["load"], [bound]).source
    assert "class Box" in answer_from_objects(["Box"], [namespace["Box"]]).source


def test_other_names_of_the_contract_are_found_beside_the_first():
    namespace = cell("class Ok: pass\nasync def settle(calls): pass\n")
    answer = answer_from_objects(["settle", "Ok"], [namespace["settle"]])
    assert answer.objects["Ok"] is namespace["Ok"]


def test_code_without_source_is_no_code_and_no_error():
    namespace = {"__name__": "__main__"}
    exec("async def load(api): pass", namespace)
    answer = answer_from_objects(["load"], [namespace["load"]])
    assert answer.source == ""
    assert answer.code is None
    assert answer_from_objects(["load"], [3]).code is None
