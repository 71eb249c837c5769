import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    keeps: bool
    regex: re.Pattern

    @classmethod
    def parse(cls, text):
        keeps = text.startswith("!")
        if keeps:
            text = text[1:]
        return cls(keeps, re.compile("^" + cls.translate(text) + r"\Z", re.S))

    @staticmethod
    def translate(text):
        out = ""
        segments = text.split("/")
        for number, segment in enumerate(segments):
            last = number == len(segments) - 1
            if segment == "**" and not last:
                out += "(?:.+/)?"
                continue
            pieces = [
                "[^/]*".join("[^/]".join(map(re.escape, one.split("?"))) for one in two.split("*"))
                for two in segment.split("**")
            ]
            out += ".*".join(pieces)
            if not last:
                out += "/"
        return out


class Rules:
    def __init__(self, exclude):
        self.rules = list(map(Rule.parse, exclude))

    def keep(self, path):
        verdict = True
        for rule in self.rules:
            if rule.regex.match(path):
                verdict = rule.keeps
        return verdict


def select(paths, exclude):
    return sorted(filter(Rules(exclude).keep, paths))
