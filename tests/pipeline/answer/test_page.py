"""The answer as a page: whole in itself, nothing of theirs runs in it, and it can be read by everybody."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from data_contracts import LANGUAGES
from data_contracts.findings import ACCEPTED, RETURNED, Finding
from pipeline.answer.files import write_answer
from pipeline.door import Answer, answer_html


def answer(*findings: Finding) -> Answer:
    verdict = RETURNED if any(each.blocks for each in findings) else ACCEPTED
    return Answer("s1", "csv", "PL", "2026-Q3", verdict, {"campaigns": 3}, (), findings)


def blank(line: int) -> Finding:
    return Finding("blank-cell", "campaigns", "Sheet1", line, "D", "clicks")


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_itself_and_says_its_language(language: str) -> None:
    tags = Tags(answer_html(answer(blank(2)), "q3.csv", language=language)).found
    names = [name for name, _ in tags]
    assert dict(tags)["html"]["lang"] == language
    assert [name for name in names if name in ("h1", "h2", "h3")] == ["h1", "h2", "h2", "h2", "h3"]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert not [attributes for _, attributes in tags if {"src", "onclick"} & set(attributes)]
    assert {attributes["href"] for _, attributes in tags if "href" in attributes} == {"#rule-blank-cell"}
    assert names.count("table") == names.count("caption")
    assert all("scope" in attributes for name, attributes in tags if name == "th")


def test_text_of_theirs_stays_text() -> None:
    page = answer_html(
        answer(Finding("not-a-number", "campaigns", "<b>", 2, "D", "clicks", "<script>1</script>")), "<i>.csv"
    )
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page


def test_findings_of_one_kind_are_one_row_with_a_count() -> None:
    page = answer_html(answer(*map(blank, range(2, 9))), "q3.csv")
    assert "Sheet1!D2, Sheet1!D3, Sheet1!D4 and 4 more places (7 findings)" in page
    assert page.partition("</table>")[0].count("<tr>") == 2


def test_every_rule_that_is_broken_is_explained_once_where_the_table_links_to() -> None:
    page = answer_html(answer(blank(2), blank(3), Finding("stock-continuity", "exit_support")), "q3.csv", language="sv")
    tags = Tags(page).found
    links = {attributes["href"] for name, attributes in tags if name == "a"}
    assert links == {f"#{attributes['id']}" for name, attributes in tags if name == "section"}
    assert page.count("Varför regeln finns") == 2
    assert "<mark>15</mark>" in page


def test_a_file_without_findings_is_told_so() -> None:
    page = answer_html(answer(), "q3.csv")
    assert "Nothing was found." in page
    assert "(3 rows)" in page
    assert "<li>Poland</li>" in page


def test_the_answer_to_a_dropped_file_is_there_for_people_in_their_language_and_for_programs(tmp_path: Path) -> None:
    write_answer(answer(blank(2)), "../q3.csv", folder=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"q3.csv.s1.{each}" for each in ("txt", "html", "json")}
    assert 'lang="pl"' in (tmp_path / "q3.csv.s1.html").read_text(encoding="utf-8")
