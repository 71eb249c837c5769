# expect: part-matches
# misconception: match() is enough
import re


def translate(pattern):
    out, i = "", 0
    while i < len(pattern):
        at_start = i == 0 or pattern[i - 1] == "/"
        if at_start and pattern.startswith("**/", i):
            out += "(?:[^/]+/)*"
            i += 3
        elif pattern.startswith("**", i):
            out += ".*"
            i += 2
        elif pattern[i] == "*":
            out += "[^/]*"
            i += 1
        elif pattern[i] == "?":
            out += "[^/]"
            i += 1
        else:
            out += re.escape(pattern[i])
            i += 1
    return out


class Rule:
    def __init__(self, text):
        self.back = text.startswith("!")
        self.regex = re.compile("^" + translate(text.removeprefix("!")))


def select(paths, exclude):
    rules = [Rule(text) for text in exclude]
    kept = []
    for path in paths:
        flag = True
        for rule in rules:
            if rule.regex.match(path):
                flag = rule.back
        kept += [path] * flag
    return sorted(kept)
