"""`friday`: a product page and a shutdown that keep every promise of the course at once."""

from __future__ import annotations

from course_lib.exercises.friday.beliefs import MISCONCEPTIONS
from course_lib.exercises.friday.lesson import LESSON, TICKET
from course_lib.exercises.friday.sale import the_sale
from course_lib.exercises.friday.scenarios import PAGE_SCENARIOS
from course_lib.exercises.friday.stopping import STOP_SCENARIOS
from course_lib.exercises.friday.together import fifty_at_once
from course_lib.exercises.model import Exercise, Required, Requirement

FRIDAY = Exercise(
    id="friday",
    lesson=LESSON,
    ticket=TICKET,
    title="Get the product page through the sale",
    rank="core",
    names=(
        Required(
            "handle_product_page",
            "async",
            ("api", "bg", "cache", "log", "slug", "session"),
            ("timeout",),
        ),
        Required("shutdown", "async", ("readiness", "bg"), ("timeout",)),
    ),
    contract=(
        "`async def handle_product_page(api, bg, cache, log, slug, session, *, timeout) -> dict` "
        "builds one page for one request. It gets every part from lesson 4's cache, by keys that "
        'are tuples: `cache.get(("user", session))`, then `("cart", user["id"])`; `("nav",)`; '
        '`("product", slug)`, then `("reviews", product["id"])` and `("related", '
        'product["category"])`. The caller makes a new cache for each request, and stops what it '
        "still fetches when the request is over. The page has the six names as keys, and "
        "`degraded`. Reviews and related are optional: each has `timeout` seconds from its own "
        "start, and an outage (ConnectionError, TimeoutError) or the limit leaves a fresh `[]` and "
        "its name in `degraded`, in this order. Everything else that is raised reaches the caller, "
        "plain or in a group, at once, and nothing of yours runs on. Once the page is there, and "
        'no sooner, `bg.spawn(api.track("view", slug), name="view")`: bg is lesson 3\'s '
        "Supervisor, the request id travels in the context, and a bg that is closing refuses with "
        "a RuntimeError (ClosedError), which must not cost the page. Whether a failed page is "
        "tracked is up to you. Whatever happens, call the plain function `log(record)` once in "
        "each request, with a dict: `status` (200; 500 for an exception; 499 when the caller "
        "left), `duration_ms`, and `parts`, a dict from each part that is over to its own "
        "milliseconds (whole ones will do; the part that failed the page may be missing). Other "
        "keys are up to you. `async def shutdown(readiness, bg, *, timeout) -> dict` sets "
        "`readiness.ready = False` first, then gives bg's work one deadline of `timeout` seconds, "
        "and returns bg's report: finished, failed, cancelled. `await bg.drain(timeout)` is there."
    ),
    requirements=(
        Requirement(
            "page",
            "Returns the page: user, cart, nav, product, reviews, related, degraded.",
            "each key holds the answer of its own fetch",
        ),
        Requirement("fetches", "Fetches each part once, by its key.", "six fetches, one a part"),
        Requirement("time", "Takes as long as the critical path.", "each fetch starts when it can"),
        Requirement(
            "optional",
            "Lives without reviews and related, each within its own limit.",
            "a fresh [], and its name in degraded",
        ),
        Requirement(
            "fails",
            "Fails at once, and loudly, for a required part and for a bug.",
            "the error reaches the caller",
        ),
        Requirement("log", "Logs exactly one record for each request.", "status, time, parts"),
        Requirement(
            "view",
            "Spawns one view event on bg, which never delays or breaks a page.",
            "one view, under the request's id",
        ),
        Requirement(
            "leaves",
            "Stops when its caller leaves: CancelledError comes out, nothing runs on.",
            "status 499 in the log",
        ),
        Requirement("together", "Keeps fifty requests at once apart.", "ids never mixed"),
        Requirement("ready-first", "Turns readiness off before anything else.", "the first step"),
        Requirement("shutdown", "Ends background work within one deadline.", "nothing left"),
        Requirement("report", "Returns how the work ended.", "finished, failed, cancelled"),
        Requirement(
            "sale",
            "Gets 200 requests of the sale through, within the budget of p75.",
            "no promise broken",
        ),
    ),
    hints=(
        "One coroutine for each chain of the graph, and one helper that times a part.",
        "The limit and the `except` belong around one optional part, not around the page.",
        "`try: ... except asyncio.CancelledError: status = 499; raise ... finally: log(record)`.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(*PAGE_SCENARIOS, fifty_at_once, *STOP_SCENARIOS, the_sale),
    own_codes=frozenset(
        {
            "wrong-shape",
            "wrong-result",
            "wrong-key",
            "not-called",
            "called-twice",
            "late-start",
            "too-slow",
            "too-early",
            "page-lost",
            "wrong-fallback",
            "wrong-degraded",
            "shared-fallback",
            "hidden-bug",
            "error-lost",
            "wrong-error",
            "late-failure",
            "left-running",
            "no-record",
            "two-records",
            "wrong-record",
            "wrong-status",
            "wrong-duration",
            "wrong-parts",
            "view-early",
            "view-lost",
            "view-twice",
            "view-unowned",
            "wrong-view",
            "page-lost-to-view",
            "cancellation-lost",
            "stays-on",
            "mixed-up",
            "queued",
            "still-ready",
            "not-ready-late",
            "door-open",
            "work-left",
            "wrong-report",
            "shutdown-too-slow",
            "shutdown-too-early",
            "cancelled-twice",
            "invariant-broken",
            "over-budget",
        }
    ),
)
