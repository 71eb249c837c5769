"""Copies of the picture that need no kernel and no script: SVG, PNG, HTML, a display bundle."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from course_lib.timeline.layout import (
    INKS,
    PAPER,
    TEXT,
    WIDTH,
    Box,
    Frame,
    Glyph,
    Rule,
    Words,
    lay_out,
)
from course_lib.timeline.states import BY_KEY, STATES, glyph_path
from course_lib.tracing import Trace
from course_lib.tracing.text import GLYPHS, seconds, summary, trace_table, trace_text

_FONT = "system-ui, 'DejaVu Sans', sans-serif"
# Displays pass this on, so that the PNG is shown in the size of the layout.
METADATA: Mapping[str, Any] = {"image/png": {"width": WIDTH}}


def _all_text(traces: Mapping[str, Trace], ideal: float | None) -> str:
    return "\n\n".join(trace_text(t, title=name, ideal=ideal) for name, t in traces.items())


def trace_svg(traces: Mapping[str, Trace], *, ideal: float | None = None, title: str = "") -> str:
    """The picture as SVG; its description is the text twin. `ideal` in seconds.

    What has a plain colour has a class as well (`fp-ink-text`, `fp-ink-paper`, ...), so that the
    style sheet of a page can let the picture follow a dark theme. Without one it is light.
    """
    picture = lay_out(traces, ideal=ideal, title=title)
    # Several pictures in one page must not share pattern names.
    twin = _all_text(traces, ideal)
    prefix = "fp" + hashlib.sha256(f"{title}\n{twin}".encode(errors="replace")).hexdigest()[:8]
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {picture.width:g} {picture.height:g}",
            "width": f"{picture.width:g}",
            "height": f"{picture.height:g}",
            "role": "img",
            "font-family": _FONT,
        },
    )
    ET.SubElement(root, "title").text = _clean(title) or "Timeline"
    ET.SubElement(root, "desc").text = _clean(twin)
    _svg_patterns(root, prefix)
    sheet = {"width": "100%", "height": "100%", "fill": PAPER}
    ET.SubElement(root, "rect", sheet | _ink(PAPER))
    for shape in picture.shapes:
        _svg_shape(root, shape, prefix)
    return ET.tostring(root, encoding="unicode")


def _svg_patterns(root: ET.Element, prefix: str) -> None:
    defs = ET.SubElement(root, "defs")
    for state in STATES:
        if not state.tile:
            continue
        size = {"width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
        pattern = ET.SubElement(defs, "pattern", {"id": f"{prefix}-{state.key}", **size})
        line = {"d": state.tile, "stroke": state.ink, "stroke-width": "1.3", "fill": "none"}
        ET.SubElement(pattern, "path", line | {"stroke-linecap": "round"})


def _svg_shape(root: ET.Element, shape: object, prefix: str) -> None:
    match shape:
        case Box():
            state = BY_KEY[shape.state]
            box = _numbers(x=shape.x, y=shape.y, width=shape.width, height=shape.height)
            look = {"opacity": "0.16"} if shape.faint else {"rx": "2.5", "stroke": state.ink}
            ET.SubElement(root, "rect", box | look | {"fill": state.colour})
            if state.tile:
                tile = {"fill": f"url(#{prefix}-{state.key})"}
                faint = {"opacity": "0.35"} if shape.faint else {"rx": "2.5"}
                ET.SubElement(root, "rect", box | tile | faint)
        case Frame():
            box = _numbers(x=shape.x, y=shape.y, width=shape.width, height=shape.height)
            look = {"fill": "none", "stroke": shape.colour, "rx": "3.5", "stroke-width": "1.5"}
            look |= {"stroke-dasharray": "4 3"} | _ink(shape.colour)
            ET.SubElement(root, "rect", box | look)
        case Rule():
            ends = _numbers(x1=shape.x1, y1=shape.y1, x2=shape.x2, y2=shape.y2)
            look = {"stroke": shape.colour, "stroke-width": f"{shape.width:g}"}
            dash = {"stroke-dasharray": "6 4"} if shape.dashed else {}
            ET.SubElement(root, "line", ends | look | dash | _ink(shape.colour))
        case Glyph():
            place = f"translate({shape.x:.1f} {shape.y:.1f})"
            look = {"fill": "none", "stroke": TEXT, "stroke-width": "1.5"} | _ink(TEXT)
            path = {"d": glyph_path(BY_KEY[shape.state], shape.size), "transform": place}
            ET.SubElement(root, "path", path | look | {"stroke-linecap": "round"})
        case Words():
            place = _numbers(x=shape.x, y=shape.y) | {"text-anchor": shape.anchor}
            look = {"font-size": f"{shape.size:g}", "fill": shape.colour, "stroke": PAPER}
            # The seam keeps words readable where a line crosses them.
            seam = {"paint-order": "stroke", "stroke-width": "3", "dominant-baseline": "central"}
            weight = ({"font-weight": "600"} if shape.bold else {}) | _ink(shape.colour)
            text = ET.SubElement(root, "text", place | look | seam | weight)
            text.text = _clean(shape.text)


def _ink(colour: str) -> dict[str, str]:
    return {"class": f"fp-ink-{INKS[colour]}"}


def _numbers(**values: float) -> dict[str, str]:
    return {name: f"{value:.1f}" for name, value in values.items()}


def _clean(text: str) -> str:
    """XML knows no control characters, and lone surrogates cannot be encoded."""
    return "".join(c for c in text if c.isprintable() or c in "\t\n")


def trace_png(traces: Mapping[str, Trace], *, ideal: float | None = None, title: str = "") -> bytes:
    """The picture as PNG, `ideal` in seconds; needs matplotlib, leaves nothing in pyplot.

    Raises ImportError where matplotlib is not installed.
    """
    from course_lib.timeline.sheet import sheet

    picture = lay_out(traces, ideal=ideal, title=title)
    return sheet(picture.width, picture.height, picture.shapes)


def trace_html(traces: Mapping[str, Trace], *, ideal: float | None = None, title: str = "") -> str:
    """Sentence and table of each trace as a small HTML fragment, everything escaped."""
    root = ET.Element("div", {"class": "fp-trace"})
    if title:
        ET.SubElement(root, "p").text = _clean(title)
    for name, trace in traces.items():
        table = ET.SubElement(root, "table")
        ET.SubElement(table, "caption").text = _clean(f"{name}: {summary(trace, ideal)}")
        head = ET.SubElement(ET.SubElement(table, "thead"), "tr")
        for text in ("What", "Start", "End", "State", "Notes"):
            ET.SubElement(head, "th", {"scope": "col"}).text = text
        body = ET.SubElement(table, "tbody")
        for row in trace_table(trace):
            _html_row(body, row)
    return ET.tostring(root, encoding="unicode", method="html")


def _html_row(body: ET.Element, row: dict[str, Any]) -> None:
    line = ET.SubElement(body, "tr")
    # No-break spaces: a table cell folds ordinary ones.
    label = "\u00a0\u00a0" * row["depth"] + row["label"]
    ET.SubElement(line, "th", {"scope": "row"}).text = _clean(label)
    for text in (
        seconds(row["start"]),
        "" if row["end"] is None else seconds(row["end"]),
        f"{GLYPHS[row['state']]} {row['state']}",
        "; ".join([*row["notes"], *([row["detail"]] if row["detail"] else [])]),
    ):
        ET.SubElement(line, "td").text = _clean(text)


def static_bundle(
    traces: Mapping[str, Trace], *, ideal: float | None = None, title: str = ""
) -> dict[str, str]:
    """A MIME bundle for `display(..., raw=True, metadata=METADATA)`: PNG (base64) and text.

    Where matplotlib is not installed the picture is SVG instead of PNG.
    """
    heading = f"{title}\n\n" if title else ""
    bundle = {"text/plain": heading + _all_text(traces, ideal)}
    try:
        png = trace_png(traces, ideal=ideal, title=title)
    except ImportError:
        bundle["image/svg+xml"] = trace_svg(traces, ideal=ideal, title=title)
    else:
        bundle["image/png"] = base64.b64encode(png).decode("ascii")
    return bundle
