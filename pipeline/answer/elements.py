"""Elements of a page, made so that every text is escaped."""

from xml.etree.ElementTree import Element, SubElement


def add(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new last element of `parent`, with `text` in it; `class_` and `aria_label` name attributes too."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    element = SubElement(parent, tag, named)
    element.text = text
    return element
