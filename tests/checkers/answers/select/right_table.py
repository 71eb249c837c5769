import itertools


def tokens(pattern):
    i, start = 0, True
    while i < len(pattern):
        if start and pattern[i : i + 3] == "**/":
            yield "folders"
            i += 3
            continue
        if pattern[i : i + 2] == "**":
            yield "any"
            i, start = i + 2, False
            continue
        letter = pattern[i]
        yield {"*": "star", "?": "one"}.get(letter, ("letter", letter))
        start = letter == "/"
        i += 1


class Pattern:
    def __init__(self, text):
        self.tokens = list(tokens(text))

    def __contains__(self, path):
        reached = {0}
        for token in self.tokens:
            reached = set(itertools.chain.from_iterable(self.step(token, path, i) for i in reached))
        return len(path) in reached

    def step(self, token, path, i):
        if token == "any":
            return range(i, len(path) + 1)
        if token == "folders":
            return [i, *(j + 1 for j in range(i, len(path)) if path[j] == "/")]
        if token == "star":
            end = path.find("/", i)
            return range(i, (len(path) if end < 0 else end) + 1)
        if i == len(path):
            return []
        if token == "one":
            return [i + 1] if path[i] != "/" else []
        return [i + 1] if path[i] == token[1] else []


def select(paths, exclude):
    rules = [(Pattern(rule.lstrip("!") if rule[:1] == "!" else rule), rule[:1] == "!") for rule in exclude]
    result = [
        path
        for path in paths
        if next((back for pattern, back in reversed(rules) if path in pattern), True)
    ]
    result.sort()
    return result
