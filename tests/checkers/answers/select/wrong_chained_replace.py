# expect: star-crosses
# misconception: a star is .*
import re


def select(paths, exclude):
    def regex(pattern):
        text = re.escape(pattern).replace(r"\*\*/", "(.*/)?").replace(r"\*", ".*")
        return text.replace(r"\?", ".")

    keep = {path: True for path in paths}
    for rule in exclude:
        for path in keep:
            if re.fullmatch(regex(rule.removeprefix("!")), path):
                keep[path] = rule.startswith("!")
    return sorted(path for path in keep if keep[path])
