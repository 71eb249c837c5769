"""`make_collector`: an endpoint that anybody can post to."""

from __future__ import annotations

from course_lib.exercises.model import Exercise, Required, Requirement
from course_lib.exercises.web_vitals import collector_bodies, collector_entries
from course_lib.exercises.web_vitals.collector_beliefs import MISCONCEPTIONS
from course_lib.exercises.web_vitals.lesson import LESSON, TICKET

MAKE_COLLECTOR = Exercise(
    id="make_collector",
    lesson=LESSON,
    ticket=TICKET,
    title="Take beacons from anybody, and keep only what is sound",
    rank="stretch",
    names=(Required("make_collector", "function", ("store",)),),
    contract=(
        "`make_collector(store, max_body=4096, max_metrics=20)` gives an ASGI app for http scopes "
        'that takes `{"metrics": [{name, id, value, ...}]}` of any content type by POST '
        "(else 405). 413 for more than max_body bytes, counted as they arrive; 400 for anything "
        "malformed, also JSON nested too deep and an integer too large for a float: 1 to "
        "max_metrics entries, one of the five names, id a text of 1 to 64, value a finite "
        "non-negative number (no bool). All or nothing: it adds {name, id, value: float} to store "
        "and answers 204 with an empty body. A client that leaves before its last part stores "
        "nothing."
    ),
    requirements=(
        Requirement("accepts", "Answers a good beacon with 204 and no body.", "204"),
        Requirement(
            "stores", "Stores name, id and value (a float) of each metric.", "three fields"
        ),
        Requirement("method", "Answers 405 to any method but POST.", "405"),
        Requirement("size", "Answers 413 when more than max_body bytes arrive.", "413"),
        Requirement("malformed", "Answers 400 to what is not such JSON.", "400"),
        Requirement("count", "Takes 1 to max_metrics entries.", "400 for more"),
        Requirement("names", "Takes the five names, and ids of 1 to 64 letters.", "400 for others"),
        Requirement("values", "Takes finite numbers that are not negative.", "400 for others"),
        Requirement("whole", "Stores all of a beacon or nothing.", "nothing of a refused one"),
        Requirement("leaves", "Stores nothing of a client that leaves early.", "nothing"),
    ),
    hints=(
        "Loop on `more_body`.",
        "Validate all, then `store.extend`.",
        "bool is an int, and NaN parses.",
    ),
    misconceptions=MISCONCEPTIONS,
    scenarios=(
        collector_bodies.beacons_that_are_good,
        collector_bodies.bodies_in_many_parts,
        collector_bodies.bodies_up_to_the_limit,
        collector_bodies.bodies_over_the_limit,
        collector_bodies.a_long_upload,
        collector_bodies.methods,
        collector_entries.malformed_bodies,
        collector_entries.too_many_metrics,
        collector_entries.bad_names_and_ids,
        collector_entries.bad_values,
        collector_entries.good_beside_bad,
        collector_bodies.a_client_that_leaves,
        collector_bodies.one_collector_for_many,
        collector_bodies.collectors_side_by_side,
    ),
    own_codes=frozenset(
        {
            "crashed",
            "not-204",
            "wrong-store",
            "no-answer",
            "answered-twice",
            "method-accepted",
            "size-not-checked",
            "kept-it-all",
            "malformed-accepted",
            "too-many-accepted",
            "name-accepted",
            "id-accepted",
            "nan-accepted",
            "negative-accepted",
            "value-accepted",
            "stored-anyway",
            "mixed-up",
        }
    ),
)
