"""What a request's log costs in CPU, beside other libraries where they are installed.

    python benchmarks/logging_cost.py [--rounds 9] [--requests 1000]

Every line goes nowhere: the disk is not measured. The ratio is to the middleware of this course,
as it is in lesson 5: below 1 costs less.
"""

import argparse
import logging
from importlib.metadata import version

from course_lib.shop import RequestLog
from course_lib.shop.costs import compare_costs

OURS = "RequestLog, structlog"
BARE = "pure ASGI, one structlog call"


def nowhere(line):
    pass


class Nowhere:
    """A stream that keeps nothing."""

    def write(self, text):
        pass

    def flush(self):
        pass


def with_loguru():
    from loguru import logger

    logger.remove()
    logger.add(Nowhere(), serialize=True, level="INFO")

    def emit(record):
        logger.bind(**record).info("http_request")

    return emit


def with_python_json_logger():
    from pythonjsonlogger.json import JsonFormatter

    logger = logging.Logger("peers")
    handler = logging.StreamHandler(Nowhere())
    handler.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    return lambda record: logger.info("http_request", extra=record)


def with_structlog_and_orjson():
    import orjson
    import structlog

    class Lines:
        def msg(self, line):
            pass

        info = warning = error = msg

    logger = structlog.wrap_logger(
        Lines(),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    ).bind()
    return lambda record: logger.info("http_request", **record)


PEERS = {
    "loguru": with_loguru,
    "python-json-logger": with_python_json_logger,
    "orjson": with_structlog_and_orjson,
}


def peers():
    """Name with version -> middleware, for those that are installed."""
    found = {}
    for package, make in PEERS.items():
        try:
            emit = make()
        except ImportError:
            print(f"{package} is not installed; left out.")
            continue
        label = "structlog with orjson" if package == "orjson" else package
        found[f"RequestLog, {label} {version(package)}"] = (
            lambda app, emit=emit: RequestLog(app, emit)
        )  # fmt: skip
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--requests", type=int, default=1000)
    options = parser.parse_args()
    costs = compare_costs(more=peers(), rounds=options.rounds, requests=options.requests)
    ours = costs[OURS].added
    print(f"structlog {version('structlog')}, starlette {version('starlette')}\n")
    print("| Way of logging | CPU added a request | to ours |")
    print("|---|---:|---:|")
    for row in costs.rows[1:]:
        print(f"| {row.name} | {row.added:.1f} us | {row.added / ours:.2f} |")
    ratio = ours / costs[BARE].added
    print(f"\nOur middleware costs {ratio:.2f} times a bare wrapper with one structlog call.")


if __name__ == "__main__":
    main()
