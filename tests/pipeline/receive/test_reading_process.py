"""The reading process: it may die at any file, and only that file is answered with its death."""

import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from signal import SIGKILL, SIGSEGV, SIGXCPU

import pytest

from data_contracts.findings import Finding
from pipeline.receive.cells import FileRead
from pipeline.receive.child import Child, Request
from pipeline.receive.reading import next_answers, read_files
from pipeline.settings import Settings
from tests.pipeline.receive.making import bare_workbook, table, text

LIMITS = ("AS", "CPU", "CORE", "FSIZE", "NOFILE")


@pytest.fixture(scope="module")
def bulky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook within all limits of size whose texts need several hundred MB: one wide sign makes each four times
    as large in memory."""
    strings = "".join(f"<si><t>{number:060}😀</t></si>" for number in range(600_000))
    path = tmp_path_factory.mktemp("bulky") / "file"
    path.write_bytes(bare_workbook("", strings=strings))
    return path


@pytest.fixture
def never_written(tmp_path: Path) -> Path:
    """What the process waits for until somebody writes to it."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.fixture
def light(tmp_path: Path) -> Path:
    path = tmp_path / "light"
    path.write_bytes(text(table("partners")))
    return path


def stopped(settings: Settings, cause: str) -> tuple[Finding]:
    limits = f"{settings.reader_memory_mb} MB, {settings.reader_seconds} s"
    return (Finding("file-reader-stopped", found=cause, expected=limits),)


def stopped_anyhow(settings: Settings) -> list[tuple[Finding]]:
    """Which limit is reached first may depend on the machine."""
    return [stopped(settings, "memory"), stopped(settings, "time")]


def reading_processes() -> list[int]:
    """The children of this process that read files."""
    found = []
    for folder in [each for each in Path("/proc").iterdir() if each.name.isdigit()]:
        with suppress(OSError):  # gone by now
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid() and "pipeline.receive" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
    return found


def answers(child: Child) -> list[FileRead]:
    """All that it is asked, answered; then it is closed."""
    found: list[FileRead] = []
    while child.asked:
        found += next_answers([child])
    child.close()
    return found


def is_running(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_file_that_goes_beyond_the_limits_ends_only_its_own_reading(tmp_path: Path, bulky: Path, light: Path) -> None:
    settings = Settings(home=tmp_path, reader_memory_mb=256)
    files = [("before", light), ("bulky", bulky), ("after", light), ("later", light)]
    found = {each.submission: each for each in read_files(files, settings=settings)}
    assert found["bulky"].findings in stopped_anyhow(settings)
    assert all(found[name].sheets and not found[name].findings for name in ("before", "after", "later"))


@pytest.mark.parametrize(("signal", "cause"), [(SIGXCPU, "time"), (SIGKILL, "memory"), (SIGSEGV, "crash")])
def test_the_finding_says_what_ended_the_process(
    settings: Settings, never_written: Path, light: Path, signal: int, cause: str
) -> None:
    child = Child(settings)
    child.ask(Request("ended", never_written))
    child.ask(Request("after", light))
    (process,) = reading_processes()
    os.kill(process, signal)
    found = answers(child)
    assert [(each.submission, each.findings) for each in found] == [("ended", stopped(settings, cause)), ("after", ())]


def test_the_process_has_set_itself_limits(settings: Settings, never_written: Path) -> None:
    child = Child(settings)
    child.ask(Request("s1", never_written))
    (process,) = reading_processes()
    with never_written.open("wb"):  # which waits until it has been opened on the other side
        limits = {name: resource.prlimit(process, getattr(resource, f"RLIMIT_{name}")) for name in LIMITS}
    (found,) = answers(child)
    assert found.findings == (Finding("file-empty"),)
    memory, seconds = settings.reader_memory_mb * 1024 * 1024, settings.reader_seconds
    assert limits.pop("CPU")[0] <= seconds + 2  # and what it had used before, in whole seconds
    assert limits == {"AS": (memory, memory), "CORE": (0, 0), "FSIZE": (0, 0), "NOFILE": (32, 32)}


def test_silence_is_taken_for_death(settings: Settings, never_written: Path, light: Path) -> None:
    child = Child(settings, silence=0.1)
    child.ask(Request("silent", never_written))
    child.ask(Request("after", light))
    child.silence = 60
    found = answers(child)
    assert [each.submission for each in found] == ["silent", "after"]
    assert found[0].findings == stopped(settings, "time")
    assert found[1].findings == ()


def test_a_process_that_is_killed_between_files_is_replaced(settings: Settings, light: Path) -> None:
    child = Child(settings)
    for submission in ("first", "second"):
        child.ask(Request(submission, light))
        (found,) = next_answers([child])
        assert (found.submission, found.findings) == (submission, ())
        (process,) = reading_processes()
        os.kill(process, SIGKILL)
        while is_running(process):
            time.sleep(0.01)
    child.close()


def test_a_process_that_has_grown_is_replaced_before_the_next_file(tmp_path: Path, light: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(b"\n".join([b"a,b,c,d,e,f,g,h", *(b"%030d," * 8 % ((line,) * 8) for line in range(95_000))]))
    child = Child(Settings(home=tmp_path, reader_memory_mb=256))
    child.ask(Request("large", large))
    before = reading_processes()
    child.ask(Request("after", light))
    found: list[FileRead] = []
    while child.asked:
        found += next_answers([child])
    after = reading_processes()
    child.close()
    assert [(each.submission, each.sheets[0].height) for each in found] == [("large", 95_001), ("after", 2)]
    assert before != after


def test_every_file_is_answered_once_with_its_own_cells(tmp_path: Path, settings: Settings) -> None:
    files = []
    for at in range(40):
        path = tmp_path / str(at)
        path.write_bytes(f"number\n{at}\n".encode())
        files.append((f"s{at}", path))
    found = [(each.submission, each.sheets[0].columns[0][1]) for each in read_files(files, settings=settings)]
    assert sorted(found) == sorted((f"s{at}", str(at)) for at in range(40))


def test_no_process_is_left_when_the_caller_loses_interest(settings: Settings, light: Path) -> None:
    reading = read_files([(f"s{at}", light) for at in range(20)], settings=settings)
    next(reading)
    assert len(reading_processes()) == 2
    reading.close()  # type: ignore[attr-defined]
    assert reading_processes() == []


def test_the_process_knows_nothing_of_our_environment(
    settings: Settings, light: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COP_SECRET", "sesame")
    child = Child(settings)
    child.ask(Request("s1", light))
    (process,) = reading_processes()
    environment = Path(f"/proc/{process}/environ").read_text()
    child.close()
    assert "COP_SECRET" not in environment
    assert "HOME=" not in environment


def test_the_process_loads_only_the_standard_library_openpyxl_and_xlrd() -> None:
    program = (
        "import sys\n"
        "from pipeline.receive import reader, workbook, opendocument, old_workbook, csv_text\n"
        "print(*{name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    )
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", _with_path(program)], check=True, capture_output=True, text=True
    )
    assert set(loaded.stdout.split()) <= {
        "__main__",
        "data_contracts",
        "pipeline",
        "openpyxl",
        "et_xmlfile",
        "xlrd",
        "numpy",
        "PIL",
    }


def _with_path(program: str) -> str:
    return f"import sys\nsys.path += {[path for path in sys.path if path]!r}\n{program}"
