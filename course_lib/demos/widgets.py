"""The two widgets around a demo's timeline: controls above it, results below.

Both are small anywidgets with one script each; all figures and sentences are the kernel's.
"""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

_HERE = Path(__file__).parent


class Controls(anywidget.AnyWidget):
    """Knobs, the prediction, Run and Stop.

    `spec` never changes: title, knobs, variants, question. `phase` is
    "predict", "ready" or "running". What the learner does arrives as custom
    messages {"do": "set" | "reset" | "predict" | "skip" | "run" | "stop", ...}.
    """

    _esm = _HERE / "controls.js"
    _css = _HERE / "demo.css"

    spec = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    phase = traitlets.Unicode("ready").tag(sync=True)
    running = traitlets.Unicode("").tag(sync=True)
    alert = traitlets.Unicode("").tag(sync=True)
    # Counts refused positions, so that the browser shows the old one again.
    refused = traitlets.Int(0).tag(sync=True)
    # True while something follows a slider that is being dragged.
    follow = traitlets.Bool(False).tag(sync=True)


class Results(anywidget.AnyWidget):
    """The outcome sentences, how far off the prediction was, and the sweep."""

    _esm = _HERE / "results.js"
    _css = _HERE / "demo.css"

    spec = traitlets.Dict().tag(sync=True)
    outcomes = traitlets.List().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    hint = traitlets.Unicode("").tag(sync=True)
    sweep = traitlets.Dict().tag(sync=True)
