import re

WILD = re.compile(r"(?P<folders>(?<![^/])\*\*/)|(?P<all>\*\*)|(?P<star>\*)|(?P<one>\?)|(?P<text>[^*?]+)")


def meaning(match):
    match match.lastgroup:
        case "folders":
            return r"(?:[^/]+/)*"
        case "all":
            return r"[\s\S]*"
        case "star":
            return r"[^/]*"
        case "one":
            return r"[^/]"
        case _:
            return re.escape(match[0])


def staying(paths, rules):
    for path in paths:
        hits = [back for back, regex in rules if regex.fullmatch(path) is not None]
        if not hits or hits[-1]:
            yield path


def select(paths, exclude):
    rules = []
    for pattern in exclude:
        back = pattern.startswith("!")
        rules.append((back, re.compile(WILD.sub(meaning, pattern[1:] if back else pattern))))
    return sorted(staying(paths, rules))
