"""A small list of subscribers: what happens in lessons is told, not fetched.

Names in use, each with a plain dict of JSON-ready values:
"attempted", "checked", "solved", "hint", "solution", "worked" (exercises), "predicted", "answered",
"ran" (demos).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

Subscriber = Callable[[str, dict[str, Any]], None]

_subscribers: list[Subscriber] = []
_log = logging.getLogger(__name__)


def subscribe(subscriber: Subscriber) -> Callable[[], None]:
    """Tell `subscriber` of every event from now on; the returned function ends it."""
    _subscribers.append(subscriber)
    return lambda: subscriber in _subscribers and _subscribers.remove(subscriber)


def publish(name: str, **data: Any) -> None:
    """Tell everybody. A subscriber that fails is logged and disturbs nobody."""
    for subscriber in tuple(_subscribers):
        try:
            subscriber(name, data)
        except Exception:
            _log.warning("a subscriber failed on %r", name, exc_info=True)
