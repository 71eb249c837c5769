# expect: last-rule
# misconception: what is brought back stays
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


def select(paths, exclude):
    out = [translate(p) for p in exclude if not p.startswith("!")]
    back = [translate(p[1:]) for p in exclude if p.startswith("!")]

    def hit(rules, path):
        return any(re.fullmatch(rule, path) for rule in rules)

    return sorted(p for p in paths if hit(back, p) or not hit(out, p))
