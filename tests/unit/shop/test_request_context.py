"""The trace goes on: what came with a request goes out with the calls that it makes."""

import asyncio

import pytest

from course_lib.shop.request_context import RequestContext, outgoing_headers

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def outgoing(traceparent):
    """The headers of a call that is made while a request with this traceparent is served."""
    sent = {}

    async def app(scope, receive, send):
        sent.update(outgoing_headers())

    headers = [(b"traceparent", traceparent.encode())]
    asyncio.run(RequestContext(app)({"type": "http", "headers": headers}, None, None))
    return sent


@pytest.mark.parametrize(
    ("came", "goes"),
    # Bit 0 is the only flag of version 00; the others are sent as zero (W3C Trace Context).
    [("01", "01"), ("00", "00"), ("03", "01"), ("fe", "00")],
)
def test_the_sampled_flag_goes_on_and_no_other(came, goes):
    version, trace, parent, flags = outgoing(f"00-{TRACE}-00f067aa0ba902b7-{came}")[
        "traceparent"
    ].split("-")
    assert (version, trace, flags) == ("00", TRACE, goes)
    assert parent != "00f067aa0ba902b7"
    assert int(parent, 16) > 0


def test_nothing_goes_out_after_the_request():
    outgoing(f"00-{TRACE}-00f067aa0ba902b7-00")
    assert outgoing_headers() == {}
