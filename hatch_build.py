"""Put the course's notebooks into the wheel, where `course check` finds them without a checkout.

Hatch's plain `force-include` would also copy them at an editable install, and such a copy goes
stale with the first change to a lesson. So the files are added to real wheels only.
"""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("notebooks", "exercises", "solutions")
SUFFIXES = {".ipynb", ".md"}


class CourseFiles(BuildHookInterface):
    """Adds each notebook and page as `course_lib/_course/FOLDER/NAME`."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Called by hatch before a build; `version` is "standard" or "editable"."""
        if version != "standard":
            return
        root = Path(self.root)
        for folder in FOLDERS:
            for path in sorted((root / folder).iterdir()):
                if path.suffix in SUFFIXES:
                    build_data["force_include"][str(path)] = (
                        f"course_lib/_course/{folder}/{path.name}"
                    )
