"""How verdicts look in real JupyterLab: both themes, 200 % zoom, every outcome."""

import pytest

CELLS = {
    "imports": "import asyncio\n\nfrom course_lib import exercise",
    "failed": """
async def load_dashboard(api, customer_id):
    customer = await asyncio.create_task(api.get_customer(customer_id))
    preferences = await asyncio.create_task(api.get_preferences(customer_id))
    orders = await asyncio.create_task(api.get_orders(customer_id))
    return {"customer": customer, "preferences": preferences, "orders": orders}


exercise("load_dashboard").check(load_dashboard)
""",
    "passed": """
async def load_dashboard(api, customer_id):
    customer, preferences, orders = await asyncio.gather(
        api.get_customer(customer_id),
        api.get_preferences(customer_id),
        api.get_orders(customer_id),
    )
    return {"customer": customer, "preferences": preferences, "orders": orders}


exercise("load_dashboard").check(load_dashboard)
""",
    "crashed": """
async def load_dashboard(api, customer_id):
    customer = await api.get_customer(customer_id)
    return {"customer": customer["nonsense"]}


exercise("load_dashboard").check(load_dashboard)
""",
    "not-there": 'del load_dashboard\nexercise("load_dashboard").check()',
    "show": 'exercise("load_dashboard").show()',
}
DETAILS = ".jupyter-widget-Collapse-header"

# Each visible word with its colour and what lies behind it; transparent grounds are looked through.
WORDS = """
root => {
  const rgb = text => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return {r, g, b, a};
  };
  const light = ({r, g, b}) => {
    const [x, y, z] = [r, g, b].map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, two) => {
    const [dark, bright] = [light(one), light(two)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const sheet = e.tagName === 'svg' ? e.querySelector(':scope > rect') : null;
      const style = getComputedStyle(sheet ?? e);
      const colour = rgb(sheet ? style.fill : style.backgroundColor);
      if (colour.a > 0) return colour;
    }
    return rgb('rgb(255, 255, 255)');
  };
  return [...root.querySelectorAll('p, td, th, summary, caption, svg text, li')]
    .filter(e => e.textContent.trim() && e.getClientRects().length)
    .map(e => {
      const style = getComputedStyle(e);
      const ink = rgb(e.tagName === 'text' ? style.fill : style.color);
      return {text: e.textContent, contrast: contrast(ink, ground(e))};
    });
}
"""
ALIGNED = """
root => [...root.querySelectorAll('th, td')].map(cell => getComputedStyle(cell).textAlign)
"""
WIDER = """
root => [root, ...root.querySelectorAll('.fp-verdict, .fp-verdict *')]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
  .filter(e => !e.closest('svg') && !e.closest('.jp-OutputPrompt'))
  .map(e => `${e.tagName}.${e.className}: ${e.scrollWidth} > ${e.clientWidth}`)
"""


@pytest.fixture
def verdicts(lab):
    notebook = lab.new_notebook("verdicts", CELLS)
    for cell_id in CELLS:
        notebook.run(cell_id)
    assert notebook.errors() == []
    notebook.output("passed").locator(DETAILS).click()
    return notebook


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_every_word_of_a_verdict_can_be_read(lab, verdicts, theme):
    lab.theme(theme)
    pictures = 0
    for cell_id in list(CELLS)[1:]:
        output = verdicts.output(cell_id)
        lab.screenshot(f"{cell_id}-{theme.split()[-1].lower()}", output)
        words = output.evaluate(WORDS)
        assert words
        assert [word for word in words if word["contrast"] < 4.5] == []
        pictures += output.locator(".fp-picture svg").count()
    assert pictures >= 3


def test_words_in_tables_begin_at_the_left(verdicts):
    for cell_id in ("failed", "passed", "crashed", "show"):
        assert set(verdicts.output(cell_id).evaluate(ALIGNED)) == {"left"}


@pytest.mark.parametrize(
    "lab",
    [{"viewport": {"width": 640, "height": 900}, "device_scale_factor": 2}],
    indirect=True,
    ids=["200-percent"],
)
def test_at_twice_the_size_nothing_runs_out_of_the_page(lab, verdicts):
    for cell_id in list(CELLS)[1:]:
        output = verdicts.output(cell_id)
        lab.screenshot(f"{cell_id}-twice", output)
        assert output.evaluate(WIDER) == []


def test_a_right_answer_first_reads_that_it_passed(verdicts):
    output = verdicts.output("passed")
    passed, details = output.locator(".fp-passed"), output.locator(DETAILS)
    assert passed.bounding_box()["y"] < details.bounding_box()["y"]
