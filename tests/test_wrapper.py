"""The wrapper `./cop`: sets up once, again when it must, and otherwise gets out of the way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Stands in for Python while the environment is made: writes down what it is asked, installs a command that tells
# how it was called. Anything else is Python's own work, and goes to the Python that runs this test.
PYTHON = f"""#!/bin/sh
case "$1 ${{2-}}" in
    "-m venv") echo made >>"$DIARY"; mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
    "-m pip")
        echo "$*" | sed 's/.*install --no-deps/installed/' >>"$DIARY"
        [ -z "${{SLOW-}}" ] || sleep "$SLOW"
        [ -z "${{BROKEN-}}" ] || {{ echo "no network" >&2; exit 1; }}
        case "$*" in *" -e "*)
            printf '#!/bin/sh\\necho "$PWD: $# $*"\\n' >"${{0%/*}}/cop"
            chmod +x "${{0%/*}}/cop" ;;
        esac ;;
    *) exec "{sys.executable}" "$@" ;;
esac
"""


class Checkout:
    """A checkout with a space in its path, small locks, and the stand-in on the path."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.diary = folder / "diary"
        self.path = folder / "programs"
        self.root.mkdir()
        self.path.mkdir()
        shutil.copy(ROOT / "cop", self.root)
        for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
            (self.root / name).write_text(name, encoding="utf-8")
        (self.path / "python3.13").write_text(PYTHON, encoding="utf-8")
        (self.path / "python3.13").chmod(0o755)

    def start(self, *arguments: str, cop: Path | None = None, cwd: Path | None = None, **more: str) -> subprocess.Popen:
        path = f"{self.path}:/usr/bin:/bin"
        env = {key: value for key, value in os.environ.items() if key != "PYTHON"}
        return subprocess.Popen(
            [cop or self.root / "cop", *arguments],
            cwd=cwd or self.root,
            env=env | {"PATH": path, "DIARY": str(self.diary)} | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **more: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        return finish(self.start(*arguments, cop=None, cwd=None, **more))

    def written(self) -> list[str]:
        """What the stand-in was asked since the last look."""
        lines = self.diary.read_text(encoding="utf-8").splitlines() if self.diary.exists() else []
        self.diary.write_text("", encoding="utf-8")
        return [line.replace(f"{self.root}/", "").replace(str(self.root), ".") for line in lines]


def finish(run: subprocess.Popen) -> tuple[int, str, str]:
    out, err = run.communicate(timeout=60)
    return run.returncode, out, err


COMMAND = "installed --no-index --no-build-isolation -e ."


def packages(lock: str) -> str:
    return f"installed --require-hashes --only-binary=:all: -r {lock}"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_it_is_executable_and_plain_sh() -> None:
    assert os.access(ROOT / "cop", os.X_OK)
    assert (ROOT / "cop").read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", ROOT / "cop"], check=False).returncode == 0


def test_the_first_call_installs_what_is_locked_then_runs_the_command(checkout: Checkout) -> None:
    code, out, err = checkout.run("check", "a file.xlsx")
    assert (code, out) == (0, f"{checkout.root}: 2 check a file.xlsx\n")
    assert err == "cop: making .venv with python3.13 from requirements.lock (once, about a minute)\n"
    assert checkout.written() == ["made", packages("requirements.lock"), COMMAND]


def test_nothing_is_set_up_again_when_nothing_changed(checkout: Checkout) -> None:
    checkout.run("check")
    checkout.written()
    (checkout.path / "python3.13").unlink()
    assert checkout.run("check") == (0, f"{checkout.root}: 1 check\n", "")
    assert checkout.written() == []


def test_it_runs_in_the_callers_folder_also_through_a_link(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(checkout.root / "cop")
    _, out, _ = finish(checkout.start("check", cop=tmp_path / "linked", cwd=tmp_path))
    assert out == f"{tmp_path}: 1 check\n"
    assert (checkout.root / ".venv").is_dir()


def test_it_tells_the_command_how_it_was_called(checkout: Checkout) -> None:
    checkout.run("check")
    (checkout.root / ".venv" / "bin" / "cop").write_text("#!/bin/sh\nprintenv COP_COMMAND\n", encoding="utf-8")
    assert checkout.run("check") == (0, f"{checkout.root}/cop\n", "")


def test_a_changed_lock_is_set_up_from_nothing(checkout: Checkout) -> None:
    checkout.run("check")
    (checkout.root / ".venv" / "left over").touch()
    checkout.written()
    (checkout.root / "requirements.lock").write_text("newer", encoding="utf-8")
    checkout.run("check")
    assert checkout.written() == ["made", packages("requirements.lock"), COMMAND]
    assert not (checkout.root / ".venv" / "left over").exists()


def test_the_tests_add_what_developers_need_and_it_stays(checkout: Checkout) -> None:
    checkout.run("check")
    checkout.written()
    checkout.run("test")
    assert checkout.written() == [packages("requirements-dev.lock"), COMMAND]
    checkout.run("check")
    checkout.run("test")
    assert checkout.written() == []


@pytest.mark.parametrize("command", ["check", "test"])
def test_a_changed_project_file_installs_the_command_again(checkout: Checkout, command: str) -> None:
    checkout.run("test")
    checkout.written()
    later = (checkout.root / ".venv" / "made-from").stat().st_mtime + 5
    os.utime(checkout.root / "pyproject.toml", (later, later))
    checkout.run(command)
    assert checkout.written() == [packages("requirements-dev.lock"), COMMAND]


def test_a_set_up_that_failed_says_so_and_is_done_again(checkout: Checkout) -> None:
    code, out, err = checkout.run("check", BROKEN="yes")
    assert (code, out) == (1, "")
    assert "no network" in err
    assert "requirements.lock could not be installed" in err
    checkout.written()
    assert checkout.run("check")[0] == 0
    assert checkout.written() == ["made", packages("requirements.lock"), COMMAND]


def test_a_moved_checkout_is_set_up_again(checkout: Checkout) -> None:
    checkout.run("check")
    checkout.written()
    checkout.root = checkout.root.rename(checkout.root.with_name("elsewhere"))
    assert checkout.run("check")[1] == f"{checkout.root}: 1 check\n"
    assert checkout.written() == ["made", packages("requirements.lock"), COMMAND]


def test_an_environment_whose_python_is_gone_is_made_again(checkout: Checkout) -> None:
    checkout.run("check")
    checkout.written()
    (checkout.root / ".venv" / "bin" / "python").unlink()
    assert checkout.run("check")[0] == 0
    assert checkout.written() == ["made", packages("requirements.lock"), COMMAND]


def test_two_calls_at_once_set_up_once(checkout: Checkout) -> None:
    both = [checkout.start(name, SLOW="0.3") for name in ("check", "submit")]
    assert [finish(each)[:2] for each in both] == [
        (0, f"{checkout.root}: 1 check\n"),
        (0, f"{checkout.root}: 1 submit\n"),
    ]
    assert checkout.written() == ["made", packages("requirements.lock"), COMMAND]


def test_a_named_python_is_used_or_refused(checkout: Checkout) -> None:
    code, out, err = checkout.run("check", PYTHON="/nowhere/python")
    assert (code, out, err) == (1, "", "cop: PYTHON=/nowhere/python is not a Python 3.11 or newer.\n")
    named = (checkout.path / "python3.13").rename(checkout.path / "my python")
    assert checkout.run("check", PYTHON=str(named))[0] == 0
    assert checkout.written() == ["made", packages("requirements.lock"), COMMAND]
