"""What guards say to the learner, in one place. "{at}" becomes the learner's cell and line."""

SLEEP = (
    "time.sleep({0}){{at}} blocked the event loop: for {0} s nobody else could run. "
    "Write `await asyncio.sleep({0})` in its place."
)
DEADLOCK = (
    "Nothing will ever wake this program up again: {}. "
    "Look for what each of them waits for, and who was to provide it."
)
RUNAWAY = (
    "The program goes round and round{at} and time stands still: it awaits, but never for "
    "anything that takes time. Give the loop an end, or await what it waits for."
)
TIME_LIMIT = (
    "The program was still running{{at}} after {} s of virtual time. "
    "Give its loop an end, or a time limit of its own."
)
SLEEPS_ON = (
    "The code{at} calls time.sleep() again and again, past the time limit of the run. While it "
    "does, nothing else can run. Write `await asyncio.sleep()`, and give the loop an end."
)
STEPS_LIMIT = (
    "The program was stopped{{at}} after {:,} steps: it does far more than this task needs. "
    "Look for a loop that does not end."
)
SPINNING = (
    "The code{at} computes on and on without an await, so the event loop could run nothing "
    "else. Give the loop an end, or an await."
)
STUCK = (
    "The code{at} waits for something outside of the event loop that does not come, and blocks "
    "everything else. Use what asyncio has for it: asyncio.Lock, Event, Queue, and `await`."
)
EXIT = (
    "The code called exit{at} and would have ended Python, with everything in it. "
    "Return from the function, or raise an exception."
)
KILL = (
    "{}{{at}} would have ended Python, with everything in it. "
    "Return from the function, or raise an exception."
)
MEMORY = (
    "The code asked for more memory than it may have{at}. "
    "Look for a list that grows in a loop, or for something far too large."
)
INPUT = (
    "{}{{at}} waits for somebody to type, and nobody can while the code is being run for you. "
    "Write the value into the code, or take it as an argument."
)
NETWORK = (
    "{}{{at}} asked for the network, and there is none on virtual time. "
    "Use what your function is given: those calls answer by themselves."
)
NESTED = (
    "{}{{at}} starts an event loop, but this code already runs in one. "
    "Write `await main()` in place of `asyncio.run(main())`."
)
PROCESS = (
    "{}{{at}} starts another program, which virtual time cannot follow. "
    "Do the work here, or use what your function is given."
)
FORK = (
    "{}{{at}} copies the whole Python process, running event loop included. "
    "Do the work here, or use what your function is given."
)
THREAD = (
    "{}{{at}} starts a thread of its own, which virtual time cannot follow. "
    "Write `await asyncio.to_thread(function, ...)`: that one can be followed."
)
SIGNAL = (
    "{}{{at}} handles signals, and a run on virtual time cannot have them. "
    "To stop a task, cancel it; to wait, write `await asyncio.sleep()`."
)
SWALLOWED = (
    "{}{{at}} was cancelled and caught the CancelledError without passing it on, so whoever "
    "asked it to stop was not heard. Clean up, then `raise`."
)
IGNORES = (
    "{}{{at}} cannot be stopped: it catches CancelledError and goes on. Clean up, then `raise`."
)
OUTPUT = "The code printed {:,} characters; only the first {:,} are kept."
NOT_A_COROUTINE = "{0}() gave {1}, not a coroutine. Write `async def {0}(...)`."
LOOP_STOPPED = "loop.stop() was called before the coroutine was over."
NESTED_RUN = (
    "run() starts a virtual clock, but this code already runs on one. "
    "Await the coroutine in place of calling run()."
)
