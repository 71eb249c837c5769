def matches(pattern, path, start=True):
    if not pattern:
        return not path
    if start and pattern.startswith("**/"):
        rest = pattern[3:]
        if matches(rest, path, True):
            return True
        head, slash, tail = path.partition("/")
        return bool(head) and bool(slash) and matches(pattern, tail, True)
    if pattern.startswith("**"):
        return any(matches(pattern[2:], path[i:], False) for i in range(len(path) + 1))
    if pattern[0] == "*":
        if matches(pattern[1:], path, False):
            return True
        return path[:1] not in ("", "/") and matches(pattern, path[1:], False)
    if not path:
        return False
    if pattern[0] == "?":
        return path[0] != "/" and matches(pattern[1:], path[1:], False)
    return pattern[0] == path[0] and matches(pattern[1:], path[1:], pattern[0] == "/")


def select(paths, exclude):
    kept = set()
    for path in paths:
        out = False
        for rule in exclude:
            back = rule.startswith("!")
            if matches(rule[1:] if back else rule, path):
                out = not back
        if not out:
            kept.add(path)
    return sorted(kept)
