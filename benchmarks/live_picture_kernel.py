"""The kernel's side of live_picture.py: one cell, a button for each way of drawing.

live_picture.py sets `WAYS` above this text when it becomes the cell.
"""

import asyncio
import io
import json
import random
import time
from importlib.util import find_spec

import ipywidgets as widgets
from IPython.display import clear_output, display

from course_lib.timeline import Timeline
from course_lib.tracing import Recorder

ways = globals().get("WAYS", ["no picture", "timeline"])
main_loop = asyncio.get_running_loop()
done = widgets.Label("idle")
done.add_class("bench-done")
timeline = Timeline(["run"])
output = widgets.Output()
png = widgets.Image(format="png")
png_box = widgets.Box([png])
png_box.add_class("bench-png")
bars = [widgets.FloatProgress(max=0.6) for _ in range(50)]
html = widgets.HTML()
html.add_class("bench-html")
count = 0

if "ipympl" in ways and find_spec("ipympl"):
    from ipympl.backend_nbagg import Canvas, FigureManager
    from matplotlib.figure import Figure

    # Not through pyplot: its backend would be another one for the ways below, too.
    canvas = Canvas(Figure(figsize=(7, 4)))
    FigureManager(canvas, 0)
    axes = canvas.figure.subplots()
    axes.set_xlim(0, 0.7)
    rectangles = axes.barh(range(50), [0] * 50)

if "AsyncFlow" in ways and find_spec("wigglystuff"):
    from wigglystuff import AsyncFlow

    flow = AsyncFlow()


async def fifty(recorder, errors):
    """50 tasks of random length, the same ones every time."""
    rng = random.Random(7)

    async def call(number, delay):
        with recorder.span("get_product", args=(number,)):
            start = main_loop.time()
            await asyncio.sleep(delay)
            errors.append(main_loop.time() - start - delay)

    delays = [round(rng.uniform(0.05, 0.6), 3) for _ in range(50)]
    await asyncio.gather(*(call(n, d) for n, d in enumerate(delays)))


async def heartbeat(lags):
    """How late the loop is, every 5 ms."""
    while True:
        before = main_loop.time()
        await asyncio.sleep(0.005)
        lags.append(main_loop.time() - before - 0.005)


# AsyncFlow traces the file that the tasks are written in; the measurement is none of its business.
heartbeat.__code__ = heartbeat.__code__.replace(co_filename="heartbeat")


async def redraw(recorder, show):
    """Draw the trace 20 times a second, as tutorials do."""
    import matplotlib.pyplot as plt

    while True:
        figure, axes = plt.subplots()
        for row, span in enumerate(recorder.trace.spans):
            end = recorder.now() if span.end is None else span.end
            axes.barh(row, end - span.start, left=span.start)
        show(figure)
        plt.close(figure)
        await asyncio.sleep(0.05)


def show_in_output(figure):
    with output:
        clear_output(wait=True)
        display(figure)


def show_as_trait(figure):
    file = io.BytesIO()
    figure.savefig(file, format="png")
    png.value = file.getvalue()


def lengths(recorder):
    """How long each bar is by now, in seconds."""
    now = recorder.now()
    return [(now if span.end is None else span.end) - span.start for span in recorder.trace.spans]


async def move_bars(recorder):
    while True:
        for bar, length in zip(bars, lengths(recorder), strict=False):
            bar.value = length
        await asyncio.sleep(0.05)


async def write_html(recorder):
    while True:
        html.value = "".join(
            f'<div class="bar" style="height:6px;background:teal;width:{length:.0%}"></div>'
            for length in lengths(recorder)
        )
        await asyncio.sleep(0.05)


async def move_rectangles(recorder):
    while True:
        for rectangle, length in zip(rectangles, lengths(recorder), strict=False):
            rectangle.set_width(length)
        canvas.draw_idle()
        await asyncio.sleep(0.05)


DRAWERS = {
    "matplotlib into Output": lambda recorder: redraw(recorder, show_in_output),
    "PNG as a trait": lambda recorder: redraw(recorder, show_as_trait),
    "progress bars": move_bars,
    "HTML widget": write_html,
    "ipympl": move_rectangles,
}


async def measured(way):
    global count
    count += 1
    lags, errors = [], []
    recorder = Recorder(main_loop.time)
    cpu = time.process_time()
    if way == "timeline":
        timeline.begin("run", recorder)
    beat = asyncio.create_task(heartbeat(lags))
    drawer = asyncio.create_task(DRAWERS[way](recorder)) if way in DRAWERS else None
    with recorder.active():
        await (flow.run(fifty(recorder, errors)) if way == "AsyncFlow" else fifty(recorder, errors))
    recorder.trace.ended = recorder.now()
    if way == "timeline":
        timeline.finish("run", recorder.trace)
    beat.cancel()
    if drawer:
        drawer.cancel()
    figures = {
        "lag ms": max(lags) * 1000,
        "worst call ms": max(errors) * 1000,
        "CPU ms": (time.process_time() - cpu) * 1000,
    }
    done.value = f"run {count}: {json.dumps(figures)}"


running = set()


def start(way):
    task = main_loop.create_task(measured(way))
    running.add(task)
    task.add_done_callback(running.discard)


def button_for(way):
    button = widgets.Button(description=way, layout={"width": "15em"})
    button.on_click(lambda _: main_loop.call_soon_threadsafe(start, way))
    return button


pictures = {
    "timeline": timeline,
    "matplotlib into Output": output,
    "PNG as a trait": png_box,
    "progress bars": widgets.HBox(
        [widgets.VBox(bars[i : i + 10], layout={"width": "19%"}) for i in range(0, 50, 10)]
    ),
    "HTML widget": html,
    "ipympl": globals().get("canvas"),
    "AsyncFlow": globals().get("flow"),
}
display(
    widgets.VBox(
        [widgets.HBox([button_for(way) for way in ways]), done]
        + [pictures[way] for way in ways if way in pictures]
    )
)
