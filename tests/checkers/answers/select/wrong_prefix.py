# expect: part-matches
def select(paths, exclude):
    def hit(pattern, path):
        head, star, _ = pattern.partition("*")
        return path.startswith(head)

    kept = []
    for path in paths:
        flags = [p.startswith("!") for p in exclude if hit(p.removeprefix("!"), path)]
        if not flags or flags[-1]:
            kept.append(path)
    return sorted(kept)
