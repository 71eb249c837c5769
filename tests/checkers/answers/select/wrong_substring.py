# expect: part-matches
# misconception: contains is enough
def select(paths, exclude):
    kept = []
    for path in paths:
        stays = True
        for pattern in exclude:
            word = pattern.removeprefix("!").strip("*").strip("/")
            if word in path:
                stays = pattern.startswith("!")
        if stays:
            kept.append(path)
    return sorted(kept)
