import re

MEANING = {"**/": "(?:[^/]+/)*", "**": "(?s:.*)", "*": "[^/]*", "?": "[^/]"}


def translate(pattern):
    parts = re.split(r"((?:(?<=/)|^)\*\*/|\*\*|\*|\?)", pattern)
    return re.compile("".join(MEANING.get(part) or re.escape(part) for part in parts))


def select(paths, exclude):
    rules = [(pattern.startswith("!"), translate(pattern.removeprefix("!"))) for pattern in exclude]
    kept = []
    for path in paths:
        stays = True
        for brings_back, rule in rules:
            if rule.fullmatch(path):
                stays = brings_back
        if stays:
            kept.append(path)
    return sorted(kept)
