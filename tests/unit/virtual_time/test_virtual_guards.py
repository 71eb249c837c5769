"""Every guard stops what it is for, says one plain sentence, and names the learner's line."""

from __future__ import annotations

import asyncio
import builtins
import datetime
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import types
import warnings

import pytest
from learner import answer, play

from course_lib.virtual_time import RefusedError, StoppedError, engine, guards, run

WATCHED = {"spin_limit": 0.5}  # seconds of CPU: less patience than the default


def said(result):
    return result.stopped.code, result.stopped.message


def test_a_blocking_sleep_is_noted_and_shown():
    result = play("""
        import asyncio, time
        async def main():
            time.sleep(0.3)
            await asyncio.sleep(0.1)
        """)
    assert result.stopped is None
    assert result.elapsed == 0.4
    assert result.blocked == 0.3
    (span,) = result.trace.blocked()
    assert (span.start, span.end, span.detail) == (0, 0.3, "answer.py line 3 in main()")
    assert [note.message for note in result.notes] == [
        "time.sleep(0.3) at answer.py line 3 in main() blocked the event loop: for 0.3 s nobody "
        "else could run. Write `await asyncio.sleep(0.3)` in its place."
    ]


def test_a_sleep_imported_by_name_is_seen_too():
    source = """
        from time import sleep
        async def main():
            sleep(0.2)
        """
    namespace = answer(source)
    real = namespace["sleep"]
    with guards(namespace) as batch:
        assert batch.run(namespace["main"]).blocked == 0.2
    assert namespace["sleep"] is real is time.sleep


def test_a_deadlock_says_who_waits_and_where():
    result = play("""
        import asyncio
        async def worker(slots):
            await slots.acquire()
        async def main():
            slots = asyncio.Semaphore(2)
            await asyncio.gather(*(worker(slots) for _ in range(4)))
        """)
    assert said(result) == (
        "deadlock",
        "Nothing will ever wake this program up again: main waits at answer.py line 6 in main(), "
        "2 tasks worker wait at answer.py line 3 in worker(). "
        "Look for what each of them waits for, and who was to provide it.",
    )
    assert str(result.stopped.where) == "answer.py line 6 in main()"
    with pytest.raises(StoppedError, match="Nothing will ever wake"):
        result.result()


def test_a_runaway_with_awaits():
    result = play("""
        import asyncio
        async def main():
            while True:
                await asyncio.sleep(0)
        """)
    assert said(result) == (
        "runaway",
        "The program goes round and round at answer.py line 4 in main() and time stands still: "
        "it awaits, but never for anything that takes time. "
        "Give the loop an end, or await what it waits for.",
    )


def test_a_runaway_through_time():
    result = play("""
        import asyncio
        async def main():
            while True:
                await asyncio.sleep(1)
        """)
    assert said(result) == (
        "time-limit",
        "The program was still running at answer.py line 4 in main() after 3600 s of virtual "
        "time. Give its loop an end, or a time limit of its own.",
    )
    assert result.elapsed == 3600


def test_too_many_steps():
    source = """
        import asyncio
        async def main():
            while True:
                await asyncio.sleep(0.001)
        """
    code, message = said(play(source, step_limit=5000))
    assert code == "steps-limit"
    assert message.startswith("The program was stopped at answer.py line 4 in main() after 5,000")


needs_signals = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no signals here")


@needs_signals
@pytest.mark.parametrize(
    "body",
    [
        "while True: n += 1",
        """while True:
                try:
                    n += 1
                except Exception:
                    pass""",
        """while True:
                try:
                    n += 1
                except:
                    pass""",
        """while True:
                try:
                    for n in range(100):
                        n += 1
                except BaseException:
                    continue""",
    ],
    ids=["plain", "except Exception", "bare except", "except BaseException"],
)
def test_spinning_without_awaits(body):
    result = play(
        f"""
        async def main():
            n = 0
            {body}
        """,
        limits=WATCHED,
    )
    assert result.stopped.code == "spinning"
    where = result.stopped.where
    assert (where.file, where.function) == ("answer.py", "main")
    assert where.line >= 3
    assert result.stopped.message == (
        f"The code at {where} computes on and on without an await, so the event loop could run "
        "nothing else. Give the loop an end, or an await."
    )


@needs_signals
def test_spinning_before_the_first_await_of_a_plain_function():
    result = play("def main():\n    while True: pass", limits=WATCHED)
    assert (result.stopped.code, result.stopped.where.line) == ("spinning", 2)


@needs_signals
def test_long_work_with_steps_between_is_not_spinning():
    result = play(
        """
        import asyncio
        async def main():
            for _ in range(4000):
                for _ in range(4000): pass
                await asyncio.sleep(0)
            return "done"
        """,
        limits=WATCHED,
    )
    assert result.result() == "done"


@needs_signals
def test_waiting_for_a_thread_lock_is_broken_off():
    before = signal.signal(signal.SIGALRM, signal.SIG_DFL)
    timer = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        result = play(
            """
            import threading
            async def main():
                threading.Event().wait()
            """,
            limits={"stuck_limit": 1},
        )
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *timer)
    assert said(result) == (
        "stuck",
        "The code at answer.py line 3 in main() waits for something outside of the event loop "
        "that does not come, and blocks everything else. "
        "Use what asyncio has for it: asyncio.Lock, Event, Queue, and `await`.",
    )


REFUSED = {
    "input": ("return input('Name? ')", "input", "input() at {} waits for somebody to type"),
    "getpass": ("import getpass; getpass.getpass()", "input", "getpass() at {} waits for"),
    "breakpoint": ("breakpoint()", "input", "breakpoint() at {} waits for somebody"),
    "asyncio.run": ("asyncio.run(main())", "asyncio-run", "asyncio.run() at {} starts an event"),
    "Runner": (
        "asyncio.Runner().__enter__()",
        "asyncio-run",
        "asyncio.Runner() at {} starts an event loop",
    ),
    "new_event_loop": (
        "asyncio.new_event_loop()",
        "asyncio-run",
        "asyncio.new_event_loop() at {} starts",
    ),
    "run_until_complete": (
        "asyncio.get_event_loop().run_until_complete(main())",
        "asyncio-run",
        "loop.run_until_complete() at {} starts an event loop",
    ),
    "run_forever": (
        "asyncio.get_running_loop().run_forever()",
        "asyncio-run",
        "loop.run_forever() at {} starts",
    ),
    "exit()": ("exit()", "exit", "exit() at {} would have ended Python"),
    "os._exit": ("os._exit(0)", "exit", "os._exit() at {} would have ended Python"),
    "os.kill": ("os.kill(os.getpid(), 9)", "exit", "os.kill() at {} would have ended Python"),
    "os.fork": ("os.fork()", "fork", "os.fork() at {} copies the whole Python process"),
    "os.system": ("os.system('true')", "subprocess", "os.system() at {} starts another program"),
    "subprocess": (
        "import subprocess; subprocess.run(['true'])",
        "subprocess",
        "subprocess at {} starts another program",
    ),
    "asyncio subprocess": (
        "await asyncio.create_subprocess_exec('true')",
        "subprocess",
        "loop.subprocess_exec() at {} starts another program",
    ),
    "multiprocessing": (
        "import multiprocessing; multiprocessing.Process(target=print).start()",
        "subprocess",
        "Process.start() at {} starts another program",
    ),
    "thread": (
        "import threading; threading.Thread(target=print).start()",
        "thread",
        "Thread.start() at {} starts a thread of its own",
    ),
    "socket": ("import socket; socket.socket()", "socket", "The code at {} asked for the network"),
    "urllib": (
        "import urllib.request; urllib.request.urlopen('http://localhost:1')",
        "socket",
        "The code at {} asked for the network",
    ),
    "open_connection": (
        "await asyncio.open_connection('localhost', 1)",
        "socket",
        "loop.create_connection() at {} asked for the network",
    ),
    "start_server": (
        "await asyncio.start_server(print, 'localhost', 0)",
        "socket",
        "loop.create_server() at {} asked for the network",
    ),
    "signal handler": (
        "asyncio.get_running_loop().add_signal_handler(2, print)",
        "signal",
        "loop.add_signal_handler() at {} handles signals",
    ),
}


@pytest.mark.parametrize(("line", "code", "start"), REFUSED.values(), ids=REFUSED)
def test_refused_calls(line, code, start, recwarn):
    import multiprocessing.process  # noqa: F401 - guarded where somebody has imported it

    source = f"import asyncio, os\nasync def main():\n    {line}\n"
    result = play(source)
    assert result.stopped.code == code
    assert result.stopped.message.startswith(start.format("answer.py line 3 in main()"))
    assert result.stopped.message.endswith(".")
    assert isinstance(result.exception, RefusedError)
    assert not [w for w in recwarn if "never awaited" in str(w.message)]
    assert not result.never_awaited


def test_a_refusal_that_the_code_swallows_is_still_noted():
    result = play("""
        async def main():
            try:
                input()
            except Exception:
                return "nothing happened"
        """)
    assert result.value == "nothing happened"
    assert result.stopped.code == "input"


@pytest.mark.parametrize("call", ["import sys; sys.exit(3)", "raise SystemExit"])
def test_leaving_python(call):
    result = play(f"async def main():\n    {call}\n")
    assert said(result) == (
        "exit",
        "The code called exit at answer.py line 2 in main() and would have ended Python, with "
        "everything in it. Return from the function, or raise an exception.",
    )


def test_leaving_python_from_another_task_and_from_a_callback():
    for start in ("asyncio.create_task(leave())", "asyncio.get_running_loop().call_soon(exit_)"):
        result = play(f"""
            import asyncio, sys
            async def leave():
                sys.exit()
            def exit_():
                sys.exit()
            async def main():
                t = {start}
                await asyncio.sleep(1)
            """)
        assert result.stopped.code == "exit"


def test_a_memory_bomb():
    pytest.importorskip("resource")
    if not os.path.exists("/proc/self/statm"):
        pytest.skip("this system does not say how much memory is used")
    source = """
        async def main():
            hoard = []
            while True:
                hoard.append(bytearray(10_000_000))
        """
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    result = play(source, limits={"memory_limit": 200_000_000})
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert said(result) == (
        "memory",
        "The code asked for more memory than it may have at answer.py line 4 in main(). "
        "Look for a list that grows in a loop, or for something far too large.",
    )


def test_a_swallowed_cancellation():
    result = play("""
        import asyncio
        async def deaf():
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                pass
        async def main():
            task = asyncio.create_task(deaf())
            await asyncio.sleep(0.1)
            task.cancel()
            await task
        """)
    assert result.swallowed == 1
    assert result.stopped is None
    assert [(n.code, n.message) for n in result.notes] == [
        (
            "swallowed-cancel",
            "deaf at answer.py line 2 in deaf() was cancelled and caught the CancelledError "
            "without passing it on, so whoever asked it to stop was not heard. "
            "Clean up, then `raise`.",
        )
    ]


def test_a_swallowed_timeout():
    result = play("""
        import asyncio
        async def main():
            async with asyncio.timeout(0.1):
                try:
                    await asyncio.sleep(1)
                except asyncio.CancelledError:
                    pass
            return "no TimeoutError"
        """)
    assert (result.value, result.swallowed) == ("no TimeoutError", 1)
    assert result.notes[0].message.startswith("main at answer.py line 3 in main() was cancelled")


@pytest.mark.parametrize(
    "body",
    [
        "asyncio.timeout(0.1)",
        "asyncio.TaskGroup()",
    ],
)
def test_cancellations_that_come_out_are_not_counted(body):
    result = play(f"""
        import asyncio
        async def fail():
            await asyncio.sleep(0.2)
            raise ValueError
        async def main():
            try:
                async with {body} as scope:
                    if hasattr(scope, "create_task"):
                        scope.create_task(fail())
                    await asyncio.sleep(1)
            except (TimeoutError, ExceptionGroup):
                pass
            task = asyncio.create_task(asyncio.sleep(5))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        """)
    assert result.exception is None
    assert result.swallowed == 0


def test_a_task_that_cannot_be_stopped_is_parked():
    result = play("""
        import asyncio
        async def deaf():
            while True:
                try:
                    await asyncio.sleep(1)
                except BaseException:
                    pass
        async def main():
            asyncio.create_task(deaf())
            await asyncio.sleep(0.1)
            return "over"
        """)
    assert result.value == "over"
    assert [left.name for left in result.leftover] == ["deaf"]
    assert result.notes[-1].message == (
        "deaf at answer.py line 5 in deaf() cannot be stopped: it catches CancelledError and "
        "goes on. Clean up, then `raise`."
    )


def test_a_megabyte_of_prints_is_kept_in_bounds(capsys):
    source = """
        import sys
        async def main():
            print("first")
            for _ in range(1000):
                print("x" * 1000)
            print("error", file=sys.stderr)
        """
    result = play(source)
    assert capsys.readouterr() == ("", "")
    assert result.printed.startswith("first\nxxx")
    assert len(result.printed) == 10_000
    assert result.printed_total == 1_001_013 - 1
    assert result.notes[-1].message == (
        "The code printed 1,001,012 characters; only the first 10,000 are kept."
    )


def test_run_shows_prints_in_bounds_and_the_output_goes_on_afterwards(capsys):
    result = run(answer('async def main():\n    print("y" * 1_000_000)')["main"])
    print("after")
    shown = capsys.readouterr().out
    assert shown.startswith("yyy")
    assert shown.endswith("\n... more was printed and is not shown\nafter\n")
    assert 10_000 < len(shown) < 10_100
    assert result.printed_total == 1_000_001


def test_the_clocks_agree():
    result = play("""
        import asyncio, time, datetime as dt
        from datetime import datetime, date
        from time import monotonic
        async def main():
            def clocks():
                return (
                    asyncio.get_running_loop().time(), time.monotonic(), monotonic(),
                    time.perf_counter(), time.time(), time.monotonic_ns() / 1e9,
                    time.perf_counter_ns() / 1e9, time.time_ns() / 1e9,
                    datetime.now().timestamp(), dt.datetime.now(dt.timezone.utc).timestamp(),
                    datetime.utcnow().replace(tzinfo=dt.timezone.utc).timestamp(),
                    datetime.today().timestamp(),
                )
            before = clocks()
            await asyncio.sleep(1.5)
            assert isinstance(datetime.now(), datetime) and isinstance(date.today(), date)
            assert isinstance(datetime.now(), date) and not isinstance(date.today(), datetime)
            return [round(b - a, 6) for a, b in zip(before, clocks())], str(date.today())
        """)
    assert result.result() == ([1.5] * 12, "2026-09-28")


def test_other_threads_keep_the_real_clock_and_the_real_calls():
    seen = []

    def other():
        seen.append((time.time(), datetime.datetime.now().year, threading.Thread.start))
        with socket.socket():
            seen.append("socket")

    async def main():
        go.set()
        thread.join()  # a real wait: the other thread looks at its clocks while we run

    go = threading.Event()
    thread = threading.Thread(target=lambda: (go.wait(), other()))
    thread.start()
    start = time.time()
    run(main)
    assert seen[1] == "socket"
    assert 0 <= seen[0][0] - start < 3600


def test_where_is_the_learners_line_even_deep_in_a_library():
    result = play("""
        import asyncio, json, time
        class Slow(dict):
            def items(self):
                time.sleep(1)
                return super().items()
        async def main():
            json.dumps(Slow(a=1), indent=1)
        """)
    assert str(result.notes[0].where) == "answer.py line 4 in items()"


def test_cells_are_named_by_their_count(monkeypatch):
    shell = types.SimpleNamespace(
        compile=types.SimpleNamespace(_filename_map={"/kernel/of/the/learner/123.py": 6})
    )
    module = types.SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", module)
    result = play(
        """
        import asyncio
        async def waiter():
            pass
            await asyncio.Event().wait()
        async def main():
            await waiter()
        """,
        name="/kernel/of/the/learner/123.py",
    )
    assert str(result.stopped.where) == "cell [6] line 4 in waiter()"
    assert "main waits at cell [6] line 4 in waiter()" in result.stopped.message


def snapshot():
    return (
        time.sleep,
        time.time,
        datetime.datetime,
        builtins.input,
        builtins.exit,
        asyncio.run,
        os.fork,
        os._exit,
        socket.socket.__init__,
        subprocess.Popen.__init__,
        threading.Thread.start,
        warnings._warn_unawaited_coroutine,
        sys.stdout,
        sys.stderr,
        sys.gettrace(),
        sys.get_asyncgen_hooks(),
        sys.get_coroutine_origin_tracking_depth(),
        signal.getsignal(signal.SIGINT),
        signal.getsignal(signal.SIGVTALRM),
        signal.getitimer(signal.ITIMER_VIRTUAL),
        asyncio._get_running_loop(),
    )


class Boom(BaseException):
    pass


@pytest.mark.parametrize("error", [None, Boom])
def test_everything_is_put_back(error):
    before = snapshot()
    ended = None
    try:
        with guards() as batch:
            assert snapshot()[:15] != before[:15]

            async def main():
                if error:
                    raise error

            batch.run(main)
            if error is Boom:
                raise error
    except BaseException as raised:
        ended = type(raised)
    assert ended is error
    assert snapshot() == before


def test_guards_may_be_nested_and_overlap_in_threads():
    before = snapshot()
    inside, leave = threading.Event(), threading.Event()

    def other():
        with guards():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with guards():
        thread.start()
        inside.wait(10)
        with guards():
            pass
        assert time.sleep is not before[0]
    leave.set()
    thread.join()
    assert snapshot()[:12] == before[:12]


@pytest.mark.parametrize("thread", [False, True])
def test_polling_with_a_blocking_sleep_ends_at_the_time_limit(thread):
    result = play(f"""
        import asyncio, time
        def poll():
            while True:
                time.sleep(0.5)
        async def main():
            {"await asyncio.to_thread(poll)" if thread else "poll()"}
        """)
    assert said(result) == (
        "time-limit",
        "The code at answer.py line 4 in poll() calls time.sleep() again and again, past the time "
        "limit of the run. While it does, nothing else can run. "
        "Write `await asyncio.sleep()`, and give the loop an end.",
    )
    if not thread:
        assert [(s.start, s.end) for s in result.trace.blocked()] == [(0, 3600.5)]
        assert len(result.notes) == 2


def test_a_keyboard_interrupt_of_the_codes_own_is_its_exception():
    result = play("async def main():\n    raise KeyboardInterrupt")
    assert isinstance(result.exception, KeyboardInterrupt)


def test_a_delay_that_is_no_number():
    result = play("""
        import asyncio
        async def main():
            asyncio.get_running_loop().call_later(float("nan"), print)
        """)
    assert isinstance(result.exception, ValueError)


def test_an_endless_delay_is_a_time_limit():
    result = play("""
        import asyncio
        async def main():
            await asyncio.sleep(float("inf"))
        """)
    assert result.stopped.code == "time-limit"


@needs_signals
def test_nested_guards_leave_the_outer_ones_on_watch():
    async def spin():
        while True:
            pass

    with guards(spin_limit=0.5) as outer:
        with guards():
            pass
        assert outer.run(spin).stopped.code == "spinning"


@needs_signals
def test_a_batch_goes_on_after_spinning_and_a_trace_function_stays():
    namespace = answer("""
        async def spin():
            n = 0
            while True:
                try:
                    n += 1
                except:
                    pass
        async def fine():
            try:
                return "fine"
            finally:
                pass
        """)
    before = sys.gettrace()

    def tracer(frame, event, arg):
        return None

    sys.settrace(tracer)
    try:
        with guards(namespace, spin_limit=0.25) as batch:
            for _ in range(2):
                assert batch.run(namespace["spin"]).stopped.code == "spinning"
                assert batch.run(namespace["fine"]).value == "fine"
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)


def test_tasks_that_multiply_are_stopped_and_cleared_away(monkeypatch):
    monkeypatch.setattr(engine, "INSTANT_LIMIT", 20_000)
    result = play("""
        import asyncio
        async def grow():
            asyncio.create_task(grow())
            asyncio.create_task(grow())
        async def main():
            await grow()
            await asyncio.sleep(1)
        """)
    assert result.stopped.code == "runaway"


def test_a_hundred_thousand_sleepers_are_no_runaway():
    result = play(
        """
        import asyncio
        async def main():
            await asyncio.gather(*(asyncio.sleep(1) for _ in range(100_000)))
        """,
        trace=False,
    )
    assert (result.stopped, result.elapsed) == (None, 1)


def test_stopping_the_loop_is_an_error():
    result = play("""
        import asyncio
        async def main():
            asyncio.get_running_loop().stop()
            await asyncio.sleep(1)
        """)
    assert str(result.exception) == "loop.stop() was called before the coroutine was over."


@pytest.mark.parametrize("line", ["sys.stdout.close()", "sys.stdout = sys.stderr = None"])
def test_the_output_channel_is_never_lost(line, capsys):
    play(f"import sys\nasync def main():\n    {line}\n    print('lost')\n")
    print("still here")
    assert capsys.readouterr().out == "still here\n"


def test_a_lowered_recursion_limit_is_put_back():
    before = sys.getrecursionlimit()
    play("import sys\nasync def main():\n    sys.setrecursionlimit(60)")
    assert sys.getrecursionlimit() == before


@pytest.mark.parametrize(
    ("line", "code", "name"),
    [
        ("signal.raise_signal(signal.SIGTERM)", "exit", "signal.raise_signal()"),
        ("signal.alarm(1)", "signal", "signal.alarm()"),
        ("signal.signal(signal.SIGINT, signal.SIG_IGN)", "signal", "signal.signal()"),
    ],
)
def test_signals_are_refused(line, code, name):
    result = play(f"import signal\nasync def main():\n    {line}")
    assert result.stopped.code == code
    assert result.stopped.message.startswith(f"{name} at answer.py line 3 in main() ")


def test_blocks_of_two_threads_leave_no_limit_behind():
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    first, second = guards(), guards()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)  # not in the order in which they were opened
    second.__exit__(None, None, None)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
