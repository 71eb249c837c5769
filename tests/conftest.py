"""Every test runs apart from the person who starts it: own progress file, own Jupyter folders."""

import gc
import os
import signal
import tempfile
from pathlib import Path

_private = tempfile.TemporaryDirectory(prefix="fix-patterns-tests-")


def pytest_configure(config):
    """Set the folders before any module reads them; child processes inherit them."""
    home = Path(_private.name)
    os.environ["COURSE_PROGRESS"] = str(home / "progress.json")
    os.environ["IPYTHONDIR"] = str(home / "ipython")
    os.environ["JUPYTER_CONFIG_DIR"] = str(home / "jupyter-config")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(home / "jupyter-runtime")
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"
    os.environ["MPLBACKEND"] = "agg"
    # A job that a script starts in the background ignores Ctrl-C, and so would all that it starts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers():
    """One process more than there are cores, for the times when one waits for its kernel."""
    return min((os.cpu_count() or 1) + 1, 4)


def pytest_collection_finish():
    """Keep thousands of test items out of every collection that a check of the course makes.

    A learner's kernel holds a tenth of these objects, and a checker collects garbage to find lost
    tasks: without this the tests would measure pytest.
    """
    gc.collect()
    gc.freeze()
