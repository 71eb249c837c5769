# expect: wrong-set, case-ignored
# misconception: paths ignore case
import re


def translate(pattern):
    text = re.escape(pattern.lower())
    text = re.sub(r"(?:^|(?<=/))\\\*\\\*/", "(?:[^/]+/)@", text)
    return text.replace(r"\*\*", ".@").replace(r"\*", "[^/]@").replace(r"\?", "[^/]").replace("@", "*")


def select(paths, exclude):
    kept = []
    for path in map(str.lower, paths):
        stays = True
        for pattern in exclude:
            if re.fullmatch(translate(pattern.removeprefix("!")), path):
                stays = pattern.startswith("!")
        if stays:
            kept.append(path)
    return sorted(kept)
