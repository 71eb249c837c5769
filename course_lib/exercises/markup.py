"""HTML from elements: everything is escaped unless it was built here."""

from __future__ import annotations

from html import escape

VOID = frozenset({"br", "hr", "img", "input", "col", "meta"})


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def element(name: str, /, *children: str | None, **attributes: str | bool | None) -> Markup:
    """One element. `class_` stands for class, `aria_label` for aria-label; None leaves out."""
    written = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        label = key.rstrip("_").replace("_", "-")
        written.append(label if value is True else f'{label}="{escape(str(value))}"')
    start = f"<{' '.join(written)}>"
    if name in VOID:
        return Markup(start)
    inside = "".join(html(child) for child in children if child is not None)
    return Markup(f"{start}{inside}</{name}>")


def html(text: str) -> Markup:
    """`text` escaped; what is HTML already stays as it is."""
    return text if isinstance(text, Markup) else Markup(escape(text, quote=False))
