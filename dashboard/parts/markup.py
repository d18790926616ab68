"""HTML from parts: everything is escaped unless it was made here."""

from collections.abc import Iterable
from html import escape


class Markup(str):
    """HTML that is safe as it stands."""

    __slots__ = ()


def tag(name: str, *inside: str | Iterable[str], **attributes: str | int | None) -> Markup:
    """An element; text inside is escaped, attributes that are None are left out, `class_` and `aria_label` work."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{given}>{join(*inside)}</{name}>")


def join(*inside: str | Iterable[str]) -> Markup:
    """The parts after one another, escaped."""
    flat = (each for part in inside for each in ((part,) if isinstance(part, str) else part))
    return Markup("".join(each if isinstance(each, Markup) else escape(each) for each in flat))
