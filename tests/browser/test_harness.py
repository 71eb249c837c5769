"""The harness itself: a notebook with a small widget does what the other tests rely on."""

import textwrap

import pytest
from axe import serious_findings

WIDGET = """
import anywidget
import traitlets

class Counter(anywidget.AnyWidget):
    _esm = '''
    function render({ model, el }) {
      const button = document.createElement("button");
      const show = () => { button.textContent = String(model.get("value"));
                           button.dataset.state = String(model.get("value")); };
      button.className = "scratch-counter";
      button.onclick = () => { model.set("value", model.get("value") + 1); model.save_changes(); };
      model.on("change:value", show);
      show();
      el.appendChild(button);
    }
    export default { render };
    '''
    value = traitlets.Int(0).tag(sync=True)

counter = Counter()
counter
"""


@pytest.fixture
def scratch(lab):
    """A notebook with a sum, a widget and a look at the widget's value."""
    cells = {"sum": "print(20 + 22)", "widget": WIDGET, "read-back": "counter.value"}
    return lab.new_notebook("scratch", cells)


def test_cells_run_and_widgets_talk_both_ways(lab, scratch):
    scratch.run_all()
    assert scratch.text("sum") == "42\n"
    button = scratch.output("widget").locator("button.scratch-counter")
    button.click()
    scratch.output("widget").locator("button[data-state='1']").wait_for()
    scratch.run("read-back")
    assert scratch.text("read-back") == "1"
    lab.screenshot("widget")


def test_a_changed_source_runs_and_an_error_is_seen(scratch):
    scratch.set_source("sum", "1 / 0")
    scratch.run("sum")
    assert scratch.errors() == ["sum: ZeroDivisionError: division by zero"]


def test_saved_outputs_are_there_after_a_restart(scratch):
    scratch.run("sum")
    scratch.close()
    scratch.open()
    assert scratch.text("sum") == "42\n"
    scratch.restart_kernel()
    scratch.add_cell("later", "'counter' in globals()")
    assert scratch.text("later") == "False"


def test_axe_sees_a_barrier_in_an_output(lab):
    barrier = """
    from IPython.display import HTML
    HTML('<p style="color:#bbb;background:#fff">pale</p><input type="range">')
    """
    cells = {"barrier": textwrap.dedent(barrier)}
    notebook = lab.new_notebook("barrier", cells)
    notebook.run("barrier")
    notebook.locate("barrier")
    rules = {finding.split(":")[0] for finding in serious_findings(lab.page)}
    assert {"color-contrast", "label"} <= rules
