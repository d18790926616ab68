"""Text files that are the trap: what no reader of lines expects."""

from collections.abc import Iterator
from functools import partial

from tests.samples.sample import READ, Sample

HEADER = b"country,quarter,partner_type,active,joint_actions,in_kind_eur\n"
ROW = b"FI,2026-Q3,PRV,3,1,0\n"
ENCODING, LARGE, DAMAGED = ("file-encoding",), ("file-too-large",), ("file-unreadable",)
FINE = (READ,)
UNREAD = ("file-kind-unknown", *ENCODING)


def texts() -> Iterator[Sample]:
    yield Sample("200 MB of nothing", partial(bytes, 1), LARGE, 200_000_000)
    yield Sample("200 MB that begin like a workbook", partial(bytes, b"PK\x03\x04"), LARGE, 200_000_000)
    yield Sample("200 MB that begin like figures", partial(bytes, HEADER + ROW), LARGE, 200_000_000)
    yield Sample("5 million short lines", partial(_times, b"a\n", 5_000_000), LARGE)
    yield Sample("10 million line ends", partial(_times, b"\n", 10_000_000), LARGE)
    yield Sample("10 million delimiters", partial(_times, b",", 10_000_000), LARGE)
    yield Sample("a line of 10 MB", partial(_times, b"a", 10_000_000), DAMAGED)
    yield Sample("a line of 5 million cells", partial(_times, b"a,", 5_000_000), LARGE)
    yield Sample("501 columns", partial(_columns, 501), LARGE)
    yield Sample("500 columns that nobody knows", partial(_columns, 500), FINE)
    yield Sample("one column 500 times", partial(_times, b"active,", 500), FINE)
    yield Sample("100 001 rows", partial(_times, ROW, 100_000, HEADER), LARGE)
    yield Sample("a quotation mark that is never closed", partial(_times, ROW, 400_000, HEADER + b'"'), DAMAGED)
    yield Sample("10 million quotation marks", partial(_times, b'"', 10_000_000), DAMAGED)
    yield Sample("9 999 999 quotation marks", partial(_times, b'"', 9_999_999), DAMAGED)
    yield Sample("quotation marks in the middle of cells", partial(_times, b'a"b,', 100, HEADER), FINE)
    yield Sample("2 million quoted cells", partial(_times, b'"a",', 2_000_000), LARGE)
    yield Sample("a quoted cell of a million lines", partial(_quoted_lines, 1_000_000), LARGE)
    yield Sample("a cell of 200 000 characters", lambda: HEADER + ROW.replace(b"PRV", b"x" * 200_000), DAMAGED)
    yield Sample("the delimiter named 100 000 times", partial(_times, b"sep=;\n", 100_000), FINE)
    yield Sample("NUL bytes alone", partial(bytes, 1_000_000), UNREAD)
    yield Sample("a NUL in a cell", lambda: HEADER + ROW.replace(b"PRV", b"P\x00V"), ENCODING)
    yield Sample("a NUL at the end", lambda: HEADER + ROW + b"\x00", ENCODING)
    yield Sample("an escape that turns a terminal red", lambda: HEADER + ROW.replace(b"PRV", b"\x1b[31m"), ENCODING)
    for sign in "\u202e\u202d\u2066\u2067\u200f\u200e\u061c\x7f\x9b\x85\ufffe\uffff":
        changed = HEADER + ROW.replace(b"PRV", f"P{sign}V".encode())
        yield Sample(f"U+{ord(sign):04X} in a text", partial(bytes, changed), ENCODING)
    yield Sample("halves of pairs as bytes", lambda: HEADER + ROW.replace(b"PRV", b"\xed\xa0\xbd"), ENCODING)
    yield Sample("a character in more bytes than it needs", lambda: HEADER + ROW.replace(b"PRV", b"\xc0\xaf"), ENCODING)
    yield Sample("a byte beyond Unicode", lambda: HEADER + ROW.replace(b"PRV", b"\xf7\xbf\xbf\xbf"), ENCODING)
    yield Sample("a mark and nothing else", partial(bytes, b"\xef\xbb\xbf"), ("file-empty",))
    yield Sample("two marks", lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + HEADER + ROW, FINE)
    yield Sample("half a character of UTF-16", lambda: "a,b\n1,2\n".encode("utf-16")[:-1], ENCODING)
    yield Sample("UTF-32", lambda: "a,b\n1,2\n".encode("utf-32"), UNREAD)
    yield Sample("EBCDIC", lambda: (HEADER + ROW).decode().encode("cp037"), UNREAD)
    yield Sample("all bytes there are", partial(bytes, range(256)), UNREAD)


def _times(piece: bytes, count: int, before: bytes = b"") -> bytes:
    return before + piece * count


def _columns(count: int) -> bytes:
    names = ",".join(f"{'x' * 200}{at}" for at in range(count))
    return f"{names}\n{'1,' * (count - 1)}1\n".encode()


def _quoted_lines(count: int) -> bytes:
    return HEADER + b'"' + b"a\n" * count + b'"\n'
