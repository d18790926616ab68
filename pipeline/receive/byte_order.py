"""Which form of Unicode a text file is in: its mark says so, or the places of its NUL bytes."""

MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

_LOOKED_AT = 4096  # bytes from the beginning


def form_of(data: bytes) -> tuple[str, bytes]:
    """Python's name of the form, and the mark that the text begins with.

    Without a mark it is UTF-8, unless most characters are plain ones written in two bytes, of which one is NUL.
    """
    for mark, name in MARKS.items():
        if data.startswith(mark):
            return name, mark
    head = data[:_LOOKED_AT]
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) * 4 > len(head) and min(first, second) * 10 < max(first, second):
        return ("utf-16-le" if second > first else "utf-16-be"), b""
    return "utf-8", b""
