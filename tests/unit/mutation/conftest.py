"""The mutation run is a package under tests/: let plain `pytest` find it too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
