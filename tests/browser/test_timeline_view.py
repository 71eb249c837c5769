"""The timeline in a bare page, with a stand-in for the widget's model: no kernel, no JupyterLab.

What it draws, how it sounds to a screen reader, the keyboard, narrow columns, and no motion.
"""

import asyncio
import json
import random

import pytest

from course_lib.timeline import Timeline
from course_lib.timeline.timeline import _HERE
from course_lib.tracing import Mark, Recorder, Span, Trace
from course_lib.virtual_time import run

PAGE = """<!doctype html><meta charset="utf-8"><title>timeline</title>
<style>{css}</style><div id="here"></div><script type="module">{js}
const data = {data}, heard = {{}};
const model = {{
  get: (name) => data[name],
  on: (event, callback) => (heard[event] ??= []).push(callback),
}};
window.hear = (message) => heard["msg:custom"].forEach((callback) => callback(message));
widget.initialize({{model}});
widget.render({{model, el: document.getElementById("here")}});
</script>"""

# Texts that lie on a bar of their own row, and texts that leave the page.
COLLISIONS = """() => {
  const bad = [];
  const meet = (a, b) => a.width && b.width && a.left < b.right - 0.5 && b.left < a.right - 0.5
    && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  const rows = [...document.querySelectorAll('.fp-row')];
  for (const words of document.querySelectorAll('.fp-words')) {
    const place = words.getAttribute('transform');
    const row = rows.find(r => r.getAttribute('transform') === place
      && r.closest('svg') === words.closest('svg'));
    for (const text of words.querySelectorAll('text')) {
      if (!text.textContent) continue;
      const box = text.getBoundingClientRect();
      if (box.right > innerWidth + 1) bad.push(`outside: ${text.textContent}`);
      for (const bar of row.querySelectorAll('rect:not(.fp-hit):not(.fp-orphan)')) {
        if (meet(box, bar.getBoundingClientRect())) bad.push(text.textContent);
      }
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) bad.push('the page scrolls sideways');
  return bad;
}"""
WIDTHS = "() => [...document.querySelectorAll('.fp-row rect')].map(r => r.getAttribute('width'))"


def span(id, name, start, end, status="ok", kind="call", **more):
    return Span(id, name, kind, start, end, status, **more)


FAILURE = Trace(
    [
        span(0, "page", 0, 0.3, "failed", "task", error="ConnectionError", detail="no stock"),
        span(1, "price", 0, 0.18, parent=0, args=("TENT-2P", "STOVE-9", "MUG-1")),
        span(2, "reserve_stock", 0, 0.5, "cancelled", parent=0, cancelled_at=0.3),
        span(3, "shipping_rate", 0.1, 0.3, "failed", parent=0, error="ConnectionError"),
        span(4, "time.sleep", 0.05, 0.1, kind="blocked"),
    ],
    [Mark("raised", 0.3)],
    0.3,
)
MANY = Trace(
    [span(i, "get_product", i / 60, i / 60 + 0.4, args=(f"SKU-{i}",)) for i in range(60)], ended=1.4
)
RUNNING = Trace([span(0, "get_orders", 0, None, "running")])


def page_of(timeline):
    state = timeline.get_state(["_picture", "states", "ideal", "title"])
    script = (_HERE / "timeline.js").read_text().replace("export default", "const widget =")
    return PAGE.format(
        css=(_HERE / "timeline.css").read_text(),
        js=script,
        data=json.dumps(state).replace("<", "\\u003c"),
    )


def showing(traces, ideal=None):
    timeline = Timeline(traces, title="Order quote", ideal=ideal)
    for name, trace in traces.items():
        timeline.show(name, trace)
    return page_of(timeline)


@pytest.fixture
def page(browser):
    opened = browser.new_page(viewport={"width": 900, "height": 800})
    errors = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


def open_it(page, html, state):
    page.set_content(html)
    page.wait_for_selector(f".fp-timeline[data-state={state}]")
    page.wait_for_function("() => document.querySelector('.fp-axis text') !== null")


@pytest.mark.parametrize("width", [320, 380, 430, 640, 900, 1400])
@pytest.mark.parametrize("trace", [FAILURE, MANY], ids=["failure", "sixty rows"])
def test_labels_and_figures_never_lie_on_bars_however_narrow_the_page(page, trace, width):
    page.set_viewport_size({"width": width, "height": 800})
    open_it(page, showing({"gather": trace}, ideal=0.3), "failed" if trace is FAILURE else "done")
    assert page.locator(".fp-row").count() >= 5
    assert page.evaluate(COLLISIONS) == []


def test_every_part_has_a_role_and_a_name(page):
    open_it(page, showing({"gather": FAILURE}, ideal=0.3), "failed")
    assert page.get_by_role("region", name="Timeline: Order quote").count() == 1
    assert page.get_by_role("group", name="gather: 5 rows").count() == 1
    names = page.get_by_role("img").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert names == [
        "event loop blocked: 0.050 s to 0.100 s (time.sleep)",
        "task page: failed, 0.000 s to 0.300 s, 0.300 s long, ConnectionError: no stock",
        "price('TENT-2P', 'STOVE-9', 'MUG-1'): ok, 0.000 s to 0.180 s, 0.180 s long",
        "reserve_stock(): cancelled, 0.000 s to 0.500 s, 0.500 s long, cleaned up for 0.200 s, "
        "still running after the end",
        "shipping_rate(): failed, 0.100 s to 0.300 s, 0.200 s long, ConnectionError",
    ]
    assert page.get_by_role("status").inner_text() == (
        "gather: raised after 0.300 s; the ideal is 0.300 s; no difference; "
        "1 still running after the end; the loop was blocked for 0.050 s"
    )


def test_the_table_says_the_same(page):
    open_it(page, showing({"gather": FAILURE}), "failed")
    page.get_by_text("The same as a table").click()
    table = page.get_by_role("table")
    assert table.locator("caption").inner_text().startswith("gather: raised after 0.300 s")
    rows = table.locator("tbody tr").evaluate_all(
        "all => all.map(r => [...r.children].map(c => c.textContent))"
    )
    assert rows[0] == ["time.sleep", "0.050 s", "0.100 s", "0.050 s", "loop blocked", ""]
    assert rows[3][4:] == ["cancelled", "cleaned up for 0.200 s; still running after the end"]
    assert rows[5][:2] == ["raised", "0.300 s"]


def test_one_stop_for_tab_and_arrows_along_the_bars(page):
    open_it(page, showing({"a": FAILURE, "b": MANY}), "failed")
    here = "() => document.activeElement.dataset.label ?? document.activeElement.tagName"
    stops = []
    for key in ["Tab", "ArrowDown", "ArrowDown", "ArrowUp", "End", "PageUp", "Home", "Tab"]:
        page.keyboard.press(key)
        stops.append(page.evaluate(here))
    price = "price('TENT-2P', 'STOVE-9', 'MUG-1')"
    assert stops == [
        "event loop",
        "page",
        price,
        "page",
        "get_product('SKU-59')",
        "get_product('SKU-49')",
        "event loop",
        "SUMMARY",
    ]
    assert page.locator(".fp-row[tabindex='0']").count() == 1
    assert page.locator(".fp-readout").inner_text().startswith("event loop blocked")


def test_a_live_run_moves_between_batches_and_ends_with_the_kernels_figures(page):
    timeline = Timeline(["gather"], title="live")
    messages = []
    timeline.send = lambda message, buffers=None: messages.append(json.loads(json.dumps(message)))

    async def program():
        recorder = Recorder(asyncio.get_running_loop().time)
        timeline.begin("gather", recorder)
        rng = random.Random(1)

        async def call(number):
            with recorder.span("get", args=(number,)):
                await asyncio.sleep(rng.uniform(0.1, 0.4))

        with recorder.active():
            await asyncio.gather(*map(call, range(10)))
        recorder.trace.ended = recorder.now()
        timeline.finish("gather", recorder.trace)

    html = page_of(timeline)
    run(program).result()
    open_it(page, html, "idle")
    page.evaluate("first => first.forEach(hear)", messages[:2])
    page.wait_for_selector(".fp-variant[data-variant=gather][data-state=running]")
    assert page.get_by_role("status").inner_text() == "gather: running"
    before = page.evaluate(WIDTHS)
    page.wait_for_function(f"before => String(({WIDTHS})()) !== String(before)", arg=before)
    # No figure for what still runs: the browser invents none.
    assert page.locator(".fp-words text[text-anchor=end]").all_text_contents() == [""] * 10
    page.evaluate("rest => rest.forEach(hear)", messages[2:])
    page.wait_for_selector(".fp-timeline[data-state=done]")
    took = page.locator(".fp-words text[text-anchor=end]").all_text_contents()
    assert took == [f"{s.duration:.3f} s" for s in timeline._variants["gather"].trace.spans]
    updates = page.get_attribute(".fp-timeline", "data-updates")
    assert int(updates) == len(messages)


def test_with_reduced_motion_bars_only_move_when_the_kernel_speaks(page):
    timeline = Timeline(["gather"], title="still")
    timeline.send = lambda message, buffers=None: None
    recorder = Recorder(lambda: 0.0)
    timeline.begin("gather", recorder)
    recorder.begin("get_orders")
    page.emulate_media(reduced_motion="reduce")
    open_it(page, page_of(timeline), "running")
    before = page.evaluate(WIDTHS)
    page.evaluate("() => new Promise(done => { let n = 0; const f = () => ++n > 15 ? done() : "
                  "requestAnimationFrame(f); f(); })")  # fmt: skip
    assert page.evaluate(WIDTHS) == before
    page.evaluate("() => hear({variant: 0, now: 0.2})")
    assert page.evaluate(WIDTHS) != before


def test_names_and_messages_are_text_whatever_they_contain(page):
    evil = "<img src=x onerror=alert(1)>"
    trace = Trace([span(0, evil, 0, 1, "failed", error=evil, detail=evil)], [Mark(evil, 1)], 1)
    open_it(page, showing({evil: trace}), "done")
    page.get_by_text("The same as a table").click()
    assert page.locator("img").count() == 0
    assert page.locator(".fp-name").inner_text() == evil
