"""The beliefs that wrong collectors show."""

from __future__ import annotations

import ast
from collections.abc import Callable

from course_lib.exercises.code import Code
from course_lib.exercises.model import Evidence, Misconception
from course_lib.exercises.web_vitals.beacons import Beacon

BAD_TEXT = (
    "No JSON",
    "An empty body",
    "Bytes that are no UTF-8",
    "JSON with more behind it",
    "Python and no JSON",
)
TOO_DEEP = ("JSON nested too deep", "Metrics nested too deep", "200,000 brackets")
LENGTH = ("content-length", b"content-length")  # in lower case


def _beacons(evidence: Evidence) -> list[Beacon]:
    plays = evidence.symptom.play.bench.plays
    return [play.given for play in plays if isinstance(play.given, Beacon)]


def _this(evidence: Evidence) -> Beacon | None:
    given = evidence.symptom.play.given
    return given if isinstance(given, Beacon) else None


def _beacon(evidence: Evidence, story: str) -> Beacon | None:
    return next((b for b in _beacons(evidence) if b.story == story), None)


def _took(evidence: Evidence, *stories: str) -> bool:
    """A beacon was stored as a whole; `stories` are those that may be meant."""
    this = _this(evidence)
    whole = this is not None and this.stored >= this.sent > 0
    return whole and (not stories or this.story in stories)


def _was_good(evidence: Evidence, story: str) -> bool:
    found = _beacon(evidence, story)
    return found is not None and found.good


def _crashed(*stories: str, kinds: tuple[type[BaseException], ...]) -> Callable[[Evidence], bool]:
    """The first crash was one of these kinds, in one of these stories, or in any that parses."""

    def crashed(evidence: Evidence) -> bool:
        this = _this(evidence)
        if this is None or this.wanted != 400 or not isinstance(this.error, kinds):
            return False
        return this.story in stories if stories else this.story not in BAD_TEXT

    return crashed


def _unbound(evidence: Evidence) -> bool:
    """`store += rows`, where store is a parameter of the function around."""
    error, code = evidence.symptom.play.error, evidence.code
    if not isinstance(error, UnboundLocalError):
        return False
    return any(
        isinstance(node.target, ast.Name) and f"'{node.target.id}'" in str(error)
        for node in code.nodes(ast.AugAssign)
        if code.function_of(node) is not code.functions.get("make_collector")
    )


def _trusts_header(evidence: Evidence) -> bool:
    """The size is told by the header: what it does not say is not counted."""
    code = evidence.code
    if not code.any(ast.Constant, _names_length):
        return False
    honest = _was_good(evidence, "One byte over max_body with an honest content-length")
    if evidence.symptom.code == "size-not-checked":
        return honest and not _was_good(evidence, "One byte over max_body")
    silent = [b for b in _beacons(evidence) if b.wanted == 204 and b.story not in _TOLD]
    return _was_good(evidence, _HONEST) and not any(b.good for b in silent)


_HONEST = "an honest content-length"
_TOLD = (_HONEST, "exactly max_body bytes, and the header says so")


def _names_length(node: ast.Constant) -> bool:
    return isinstance(node.value, (str, bytes)) and node.value.lower() in LENGTH


def _one_part(evidence: Evidence) -> bool:
    """Only the first part of a body is read."""
    good = [b for b in _beacons(evidence) if b.wanted == 204]
    parts = [b.good for b in good if b.parts > 1 and b.story != "a body whose last part is empty"]
    whole = [b.good for b in good if b.parts == 1 and "exactly" not in b.story]
    return bool(parts) and not any(parts) and bool(whole) and all(whole)


def _decodes_parts(evidence: Evidence) -> bool:
    """Parts are decoded one by one: only those in which a character is cut in two are wrong."""
    this = _this(evidence)
    cut = this is not None and this.story == "a body in single bytes"
    fine = _was_good(evidence, "a body with an empty part")
    return cut and fine and bool(evidence.code.calls("decode", "str"))


def _limit_is_too_much(evidence: Evidence) -> bool:
    """What is exactly a limit that was given is refused, and what is below it is not."""
    this = _this(evidence)
    exact = this is not None and this.story.startswith(("exactly max_body", "exactly max_metrics"))
    expected = 413 if exact and "bytes" in this.story else 400
    below = all(b.good for b in _beacons(evidence) if b.wanted == 204 and "exactly" not in b.story)
    return exact and this.status == expected and below


def _stored_entries(evidence: Evidence) -> bool:
    """Entries were stored as they came, with all their keys."""
    facts = evidence.facts
    return facts["store"] == facts["metrics"] != facts["rows"] and len(facts["metrics"][0]) > 3


def _took_some(evidence: Evidence) -> bool:
    """Some of a beacon's metrics were stored and others left out."""
    return any(0 < b.stored < b.sent for b in _beacons(evidence))


def _stored_after_leaving(evidence: Evidence) -> bool:
    this = _this(evidence)
    return this is not None and "leaves" in this.story and this.stored > 0


def _answers_otherwise(evidence: Evidence) -> bool:
    """Good beacons are stored, and answered with another success, or with a body."""
    this = _this(evidence)
    return this is not None and this.status in (200, 201, 202, 204) and this.stored == this.sent


def _replaces_nan(code: Code) -> bool:
    """Who tells the parser what NaN becomes knows that it comes."""
    return code.any(ast.keyword, lambda k: k.arg == "parse_constant")


def _float_as_a_check(evidence: Evidence) -> bool:
    """float() is all that looks at a value; int() would say something else."""
    code = evidence.code
    took = _took(evidence) and not _was_good(evidence, "The value '12'")
    return took and bool(code.calls("float")) and not code.calls("int")


def _bool_is_a_number(evidence: Evidence) -> bool:
    return _took(evidence, "The value True") and _was_good(evidence, "The value '12'")


MISCONCEPTIONS = (
    Misconception(
        "+= on an outer name mutates it",
        "store += rows inside the nested function makes store a local name (UnboundLocalError): "
        "every good beacon is a 500.",
        frozenset({"crashed"}),
        _unbound,
    ),
    Misconception(
        "json.loads raises only ValueError",
        "JSON nested too deep raises RecursionError, which is no ValueError: catch it too, and "
        "answer 400.",
        frozenset({"crashed"}),
        _crashed(*TOO_DEEP, kinds=(RecursionError,)),
    ),
    Misconception(
        "every number fits a float",
        "An integer in JSON can have 400 digits, and float() raises OverflowError: answer 400.",
        frozenset({"crashed"}),
        _crashed("The value of 400 digits", kinds=(OverflowError,)),
    ),
    Misconception(
        "bad input is an exception",
        "Malformed JSON must be a 400, not an unhandled exception.",
        frozenset({"crashed"}),
        _crashed(*BAD_TEXT, kinds=(ValueError,)),
    ),
    Misconception(
        "JSON that parses has the right shape",
        "JSON that parses can hold anything: look what it is, a dict, a list, a text, before you "
        "use it so.",
        frozenset({"crashed"}),
        _crashed(kinds=(TypeError, LookupError, AttributeError)),
    ),
    Misconception(
        "content-length is the size",
        "The header is absent or false for chunked bodies: count the bytes that arrive.",
        frozenset({"size-not-checked", "not-204", "crashed"}),
        _trusts_header,
    ),
    Misconception(
        "one message is the body",
        "A body arrives in parts: ask receive() again as long as more_body is true.",
        frozenset({"not-204", "crashed"}),
        _one_part,
    ),
    Misconception(
        "each part is a text",
        "A character can be cut in two: join the parts as bytes, then decode the whole.",
        frozenset({"not-204", "crashed", "wrong-store"}),
        _decodes_parts,
    ),
    Misconception(
        "a limit is the first number too much",
        "Exactly max_body bytes and exactly max_metrics entries are fine: refuse what is more.",
        frozenset({"not-204"}),
        _limit_is_too_much,
    ),
    Misconception(
        "look at the size at the end",
        "Anyone can send gigabytes: count each part as it arrives, and stop keeping at max_body.",
        frozenset({"kept-it-all"}),
        lambda evidence: True,
    ),
    Misconception(
        "names come from our own script",
        "Anyone can post: unknown metric names blow up cardinality.",
        frozenset({"name-accepted"}),
        lambda evidence: _took(evidence, "The name 'FID'"),
    ),
    Misconception(
        "method does not matter",
        "Only POST may write: answer 405 to others.",
        frozenset({"method-accepted"}),
        lambda evidence: _took(evidence, "The method GET"),
    ),
    Misconception(
        "JSON has no NaN",
        "Python's json.loads accepts NaN and Infinity: one NaN destroys every percentile.",
        frozenset({"nan-accepted"}),
        lambda evidence: _took(evidence, "The value NaN") and not _replaces_nan(evidence.code),
    ),
    Misconception(
        "what is not negative is finite",
        "Infinity is not negative, and 1e999 is Infinity in Python: ask math.isfinite.",
        frozenset({"nan-accepted"}),
        lambda evidence: _took(evidence, "The value Infinity", "The value 1e999"),
    ),
    Misconception(
        "durations cannot be negative",
        "The wire can carry anything: reject negative values.",
        frozenset({"negative-accepted"}),
        lambda evidence: _took(evidence, "The value -250"),
    ),
    Misconception(
        "a bool is no number",
        "bool is a kind of int in Python: isinstance(True, int) is true, so refuse bools yourself.",
        frozenset({"value-accepted"}),
        _bool_is_a_number,
    ),
    Misconception(
        "float() is a check",
        "float() also takes the text '12' and the bool True: it converts, it does not check.",
        frozenset({"value-accepted"}),
        _float_as_a_check,
    ),
    Misconception(
        "the entry is the row",
        "Store name, id and value alone: what else a page sends (addresses, tokens) is not yours.",
        frozenset({"wrong-store"}),
        _stored_entries,
    ),
    Misconception(
        "a disconnect ends the body",
        "http.disconnect says that the client left: what came before it is no whole beacon.",
        frozenset({"stored-anyway"}),
        _stored_after_leaving,
    ),
    Misconception(
        "store what is valid",
        "All or nothing: a rejected beacon must leave nothing behind.",
        frozenset({"stored-anyway"}),
        _took_some,
    ),
    Misconception(
        "sending ends the function",
        "After send() your function goes on: return once you have answered.",
        frozenset({"answered-twice"}),
        lambda evidence: "more than once" in evidence.symptom.message,
    ),
    Misconception(
        "200 OK with a body",
        "Nobody reads a beacon's answer: reply 204 without a body.",
        frozenset({"not-204"}),
        _answers_otherwise,
    ),
)
