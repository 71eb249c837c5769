import re
from functools import reduce


def to_regex(glob):
    marked = re.sub(r"(^|/)\*\*/", "\\1\0", glob)
    while marked != (again := re.sub("\0\\*\\*/", "\0\0", marked)):
        marked = again
    marked = marked.replace("**", "\1").replace("*", "\2").replace("?", "\3")
    body = re.escape(marked)
    for sign, meaning in (("\0", "([^/]*/)*"), ("\1", "(.|\n)*"), ("\2", "[^/]*"), ("\3", "[^/]")):
        body = body.replace(re.escape(sign), meaning)
    return body


def select(paths, exclude):
    def apply(state, rule):
        inside, outside = state
        back = rule.startswith("!")
        regex = re.compile(to_regex(rule[back:]))
        hit = {path for path in inside | outside if regex.fullmatch(path)}
        return (inside | hit, outside - hit) if back else (inside - hit, outside | hit)

    return sorted(reduce(apply, exclude, (frozenset(paths), frozenset()))[0])
