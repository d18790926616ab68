"""How modules begin, what names they may not have, and that nothing is left to do in them."""

import ast

from tests.test_rooms import ROOT, sources

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    silent = []
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and not (ast.get_docstring(tree) and tree.body[0].lineno == 1):
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    parts = {part for path in sources() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & NAMES_THAT_SAY_NOTHING == set()


def test_nothing_is_left_to_do_in_the_code() -> None:
    word = "to do".replace(" ", "").upper()  # spelled so that this line is not found
    assert [str(path.relative_to(ROOT)) for path in sources() if word in path.read_text(encoding="utf-8")] == []
