import heapq
import re
from collections.abc import Iterator


def pieces(pattern: str) -> Iterator[str]:
    letters = iter(range(len(pattern)))
    for i in letters:
        two, three = pattern[i : i + 2], pattern[i : i + 3]
        if three == "**/" and (i == 0 or pattern[i - 1] == "/"):
            next(letters), next(letters)
            yield "(?:[^/]*/)*"
        elif two == "**":
            next(letters)
            yield "(?s:.*)"
        else:
            yield {"*": "[^/]*", "?": "[^/]"}.get(pattern[i], re.escape(pattern[i]))


def select(paths, exclude):
    heap = []
    for path in paths:
        flag = 1
        for pattern in exclude:
            bang = pattern[0] == "!"
            if re.fullmatch("".join(pieces(pattern[bang:])), path):
                flag = bang
        if flag:
            heapq.heappush(heap, path)
    return [heapq.heappop(heap) for _ in range(len(heap))]
