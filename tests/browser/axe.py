"""axe-core's findings about what is ours on the page: cell outputs and the lessons' own text."""

import os

import pytest
from server import ROOT

SCRIPT = ROOT / "node_modules/axe-core/axe.min.js"
OURS = [".jp-RenderedHTMLCommon", ".jp-OutputArea-output"]
# JupyterLab's and ipywidgets' own markup, which the course cannot change.
NOT_OURS = [".jp-InputArea", ".jp-OutputPrompt", ".jp-InputPrompt", ".jp-OutputArea-promptOverlay"]


def serious_findings(page, *, within: list[str] | None = None) -> list[str]:
    """One line for each serious or critical finding: rule, what it means, the element.

    `within` are selectors of places on the page; default: all that is ours.
    """
    _load(page)
    result = page.evaluate(
        """async ({include, exclude}) => {
            const present = list => list.filter(s => document.querySelector(s)).map(s => [s]);
            const found = await axe.run(
              {include: present(include), exclude: present(exclude)},
              {resultTypes: ['violations', 'passes']});
            return {passed: found.passes.map(p => p.id), violations: found.violations};
        }""",
        {"include": within or OURS, "exclude": NOT_OURS},
    )
    looked_at = {*result["passed"], *(v["id"] for v in result["violations"])}
    assert "color-contrast" in looked_at, "axe-core saw no text at all"
    return [
        f"{v['id']}: {v['help']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for v in result["violations"]
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


def _load(page) -> None:
    if not SCRIPT.exists():
        sentence = "axe-core is not installed: install npm, then run `make browser`."
        if os.environ.get("CI"):
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    if not page.evaluate("() => 'axe' in window"):
        # As a script of the page itself: module loaders on the page would swallow it.
        page.evaluate(
            "text => { const d = window.define; window.define = undefined;"
            " (0, eval)(text); window.define = d; }",
            SCRIPT.read_text(encoding="utf-8"),
        )
        # JupyterLab's body has no height; axe would take every text for clipped and skip it.
        page.evaluate("() => { document.body.style.height = '100vh'; }")
