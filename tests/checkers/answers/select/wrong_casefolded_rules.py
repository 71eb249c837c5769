# expect: case-ignored
# misconception: paths ignore case
import fnmatch
import re
from functools import lru_cache


@lru_cache
def regex(pattern):
    text = re.escape(pattern.casefold())
    text = re.sub(r"(^|(?<=/))\\\*\\\*/", "(?:[^/]+/)\x00", text)
    text = text.replace(r"\*\*", "(?s:.\x00)").replace(r"\*", "[^/]\x00").replace(r"\?", "[^/]")
    return re.compile(text.replace("\x00", "*"))


def select(paths, exclude):
    def stays(path):
        for rule in reversed(exclude):
            if regex(rule.removeprefix("!")).fullmatch(path.casefold()):
                return rule.startswith("!")
        return True

    return sorted(filter(stays, paths))
