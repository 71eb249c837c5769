# expect: wrong-set
import re


def translate(pattern):
    out, i = "", 0
    while i < len(pattern):
        if pattern.startswith("**/", i) and (i == 0 or pattern[i - 1] == "/"):
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
    return re.compile(out)


def select(paths, exclude):
    kept = []
    rules = [(p.startswith("!"), translate(p[1:] if p.startswith("!") else p)) for p in exclude]
    for path in paths:
        keep = True
        for back, rule in rules:
            if re.match(rule.pattern + r"\b", path):
                keep = back
        if keep:
            kept.append(path)
    return sorted(kept)
