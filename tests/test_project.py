"""The project's own promises: what is locked, and documents that name only what exists."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.cli import main

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
LOCKS = {
    "requirements.lock": RUNTIME,
    "requirements-dev.lock": [*RUNTIME, *PROJECT["dependency-groups"]["dev"]],
    "tests/benchmarks/peers/requirements.lock": PROJECT["dependency-groups"]["peers"],
}
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md"]


def pinned(lock: str) -> dict[str, list[str]]:
    """Package -> its locked versions: more than one where they differ by Python."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)(?:\[.*\])?==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = {line.partition("=")[0] for line in text.splitlines() if line.lstrip().startswith("-")}
    assert lines == {"    --hash"}
    assert not re.search(r"://|@|\w\.(org|com|net|io)\b", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_direct_dependency_is_locked_at_a_version_that_fits(lock: str) -> None:
    versions = pinned(lock)
    wanted = [Requirement(each) for each in LOCKS[lock]]
    loose = [
        str(each)
        for each in wanted
        if not (found := versions.get(canonicalize_name(each.name), [])) or not all(map(each.specifier.contains, found))
    ]
    assert loose == []


def test_the_developers_lock_holds_all_of_the_other_and_more() -> None:
    runtime, developers = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert runtime.items() < developers.items()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_exists(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    offered = set(re.findall(r"^    ([a-z]+)", capsys.readouterr().out, re.MULTILINE))
    assert set(re.findall(r"\bcop ([a-z]+)\b", code_of(document))) <= offered


@pytest.mark.parametrize("document", [*DOCUMENTS, "DECISIONS.md", "CHANGELOG.md"])
def test_every_path_that_a_document_links_to_exists(document: str) -> None:
    linked = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / document).read_text(encoding="utf-8"))
    assert [path for path in linked if not (ROOT / path).exists()] == []


def code_of(document: str) -> str:
    """Only what stands between backticks: commands, not prose."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL))
