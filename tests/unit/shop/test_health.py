"""The health endpoints: the library's forms pass the exercises' checks, and nothing leaks."""

import asyncio

import pytest

from course_lib import shop
from course_lib.exercises.health_checks import CACHED_READINESS, LIVENESS, READINESS
from course_lib.shop.health import CachedReadiness, Health, Liveness, readiness
from course_lib.virtual_time import run

SECRET = "password=hunter2 host=db-7.internal"


async def fine():
    await asyncio.sleep(0.05)


async def broken():
    raise ConnectionError(SECRET)


async def leaves():
    raise SystemExit(SECRET)


async def hangs():
    await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("exercise", "form"),
    [(LIVENESS, Liveness), (READINESS, readiness), (CACHED_READINESS, CachedReadiness)],
    ids=lambda thing: getattr(thing, "id", ""),
)
def test_the_librarys_form_passes_the_exercises_check(exercise, form):
    verdict = exercise.check(form)
    assert verdict.outcome == "passed", str(verdict)


def answers(health, *paths):
    async def ask():
        app = shop.create_app(routes=health.routes, logging="none")
        async with shop.client(app) as client:
            return [await client.get(path) for path in paths]

    return run(ask, trace=False).result()


def test_ready_is_503_only_for_a_critical_check():
    for check, critical, code, status in (
        (fine, True, 200, "up"),
        (broken, False, 200, "degraded"),
        (broken, True, 503, "down"),
        (hangs, True, 503, "down"),
        (leaves, True, 503, "down"),
    ):
        (answer,) = answers(Health({"x": (check, critical)}), "/health/ready")
        assert (answer.status_code, answer.json()["status"]) == (code, status)


def test_no_answer_gives_away_hosts_texts_or_versions_and_none_may_be_cached():
    health = Health({"db": (broken, True), "mail": (leaves, False)})
    for answer in answers(health, "/health/live", "/health/ready"):
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers
        for secret in ("hunter2", "db-7", "version", "Traceback"):
            assert secret not in answer.text


def test_liveness_touches_no_dependency():
    asked = []

    async def check():
        asked.append(1)

    (answer,) = answers(Health({"db": (check, True)}), "/health/live")
    assert set(answer.json()) == {"status", "timestamp", "uptime"}
    assert asked == []


def test_draining_is_alive_and_not_ready_at_once():
    health = Health({"db": (fine, True)}, ttl=60.0)

    async def ask():
        app = shop.create_app(routes=health.routes, logging="none")
        async with shop.client(app) as client:
            before = await client.get("/health/ready")
            health.draining = True  # the cached report is fresh, and must not be given
            return [before, await client.get("/health/ready"), await client.get("/health/live")]

    assert [a.status_code for a in run(ask, trace=False).result()] == [200, 503, 200]


def test_a_hundred_probes_at_once_ask_each_dependency_once():
    asked = []

    async def check():
        asked.append(1)
        await asyncio.sleep(0.1)

    health = Health({"db": (check, True), "mail": (check, False)})

    async def ask():
        app = shop.create_app(routes=health.routes, logging="none")
        async with shop.client(app) as client:
            return await asyncio.gather(*(client.get("/health/ready") for _ in range(100)))

    assert {a.status_code for a in run(ask, trace=False).result()} == {200}
    assert len(asked) == 2
