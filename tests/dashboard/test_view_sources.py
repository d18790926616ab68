"""A view is a page of calls: no SQL, no arithmetic, no sentence; words come from the language files by their keys."""

import ast
import re
from pathlib import Path

import pytest

VIEWS = sorted((Path(__file__).parents[2] / "dashboard" / "views").glob("[a-z]*.py"))
CODE_OR_KEY = re.compile(r"[\w.-]*")  # a key of a language file, a code, a name: never with a space


def test_there_is_a_view_for_each_page() -> None:
    assert [path.stem for path in VIEWS] == ["country", "indicator", "methods", "overview", "quality", "submit"]


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_a_view_holds_no_sentence(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert [text for text in texts if text != ast.get_docstring(tree) and not CODE_OR_KEY.fullmatch(text)] == []


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_a_view_does_not_calculate(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    forbidden = (ast.BinOp, ast.AugAssign, ast.For, ast.While, ast.ListComp, ast.DictComp, ast.Lambda, ast.FunctionDef)
    assert [type(node).__name__ for node in ast.walk(tree) if isinstance(node, forbidden)] == []


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_a_view_calls_parts_and_editions_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported <= {"dashboard", "dashboard.parts", "data_contracts.edition"}
