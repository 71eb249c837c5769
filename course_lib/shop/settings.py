"""How the shop stands: which forms its pages have, and what goes wrong in its back ends."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from course_lib.services import Services
from course_lib.services import shop as backends
from course_lib.services.chance import key_of, unit
from course_lib.services.checks import check_probability, check_seconds, unknown
from course_lib.services.spec import Service

Form = Literal["before", "after"]
FORMS = ("before", "after")
LOGGING = ("none", "before", "after")
PAGES = ("dashboard", "product", "checkout", "search")
SEARCH = Services(
    Service("find", 0.12, lambda words: [p for p in backends.PRODUCTS.values() if words in
                                         p["name"].lower()])
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What `create_app` builds. A bad value is a ValueError with one sentence.

    `pages` is "before" or "after", or {page: form}: how dashboard, product, checkout and search
    ask their back ends. `logging` is "before" (log calls by hand, in some routes), "after" (the
    middleware) or "none". `failure` is the probability that a page's back end is down, a number
    or {page: number}; `tail` the probability that it takes `tail_delay` seconds longer. Delays
    are those of the story times `scale`. `seed` draws all chances.
    """

    pages: Form | Mapping[str, Form] = "after"
    logging: Literal["none", "before", "after"] = "after"
    failure: float | Mapping[str, float] = 0.0
    tail: float = 0.0
    tail_delay: float = 0.4
    jitter: float = 0.0
    scale: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        for page in PAGES:
            if self.form(page) not in FORMS:
                raise ValueError(unknown(str(self.form(page)), FORMS, "form of a page"))
            check_probability(self.failure_of(page), f"The failure probability of {page}")
        if self.logging not in LOGGING:
            raise ValueError(unknown(str(self.logging), LOGGING, "way of logging"))
        for given in (self.pages, self.failure):
            for name in given if isinstance(given, Mapping) else ():
                if name not in PAGES:
                    raise ValueError(unknown(name, PAGES, "page"))
        check_probability(self.tail, "The probability of a slow request")
        check_seconds(self.tail_delay, "The delay of a slow request")
        check_seconds(self.jitter, "The jitter of the delays", unit="")
        check_seconds(self.scale, "The scale of the delays", unit="")

    def form(self, page: str) -> str:
        """Which form this page has: "before" or "after"."""
        return self.pages if isinstance(self.pages, str) else self.pages.get(page, "after")

    def failure_of(self, page: str) -> float:
        """The probability that this page's back end is down."""
        return self.failure.get(page, 0.0) if isinstance(self.failure, Mapping) else self.failure


@dataclass
class BackEnds:
    """The simulated services behind the pages, as `settings` has them."""

    settings: Settings
    _asked: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.dashboard = self._connected(backends.my_account_page)
        self.product = self._connected(backends.product_page)
        self.checkout = self._connected(backends.checkout)
        self.search = self._connected(SEARCH)

    def _connected(self, services: Services) -> object:
        scale = self.settings.scale
        delays = {name: delay * scale for name, delay in services.delays.items()}
        return services.connect(self.settings.seed, delays=delays, jitter=self.settings.jitter)

    async def ready(self, page: str) -> None:
        """The bad luck of one request: a slow back end, or one that is down."""
        settings = self.settings
        self._asked[page] += 1
        key = key_of(f"{page} {self._asked[page]}")
        if unit(settings.seed, key) < settings.tail:
            await asyncio.sleep(settings.tail_delay)
        if unit(settings.seed, key ^ 0x2545F491) < settings.failure_of(page):
            raise ConnectionError(f"The back end of {page} is down: password=hunter2 refused")
