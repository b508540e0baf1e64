"""Standard output in any encoding, closed, full or without a reader: one sentence and the documented exit status."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import Command

ENCODINGS = [
    *({"PYTHONIOENCODING": name} for name in ("cp1252", "ascii", "ascii:strict", "utf-8", "utf-16")),
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
]
NAME = "Größe ☃ 😀 \ud800"
SET = ("--set", f"/event/xdm/web/webPageDetails/name={json.dumps(NAME)}")
FULL = Path("/dev/full")


def encoding_of(environ: dict[str, str]) -> str:
    return environ.get("PYTHONIOENCODING", "ascii").partition(":")[0]


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "edge_tui", *arguments]
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, timeout=120, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize("environ", ENCODINGS, ids=lambda environ: next(iter(environ.values())))
def test_what_standard_output_has_no_bytes_for_is_escaped_and_the_status_is_that_of_the_send(
    environ: dict[str, str],
) -> None:
    surroundings = {**os.environ, **environ}
    for more in ((), ("--json",)):
        done = run("send", "page-view", *SET, *more, capture_output=True, env=surroundings)
        assert done.returncode == 0
        assert b"Traceback" not in done.stderr
        text = done.stdout.decode(encoding_of(environ))
        if more:
            assert json.loads(text)["request"]["body"]["event"]["xdm"]["web"]["webPageDetails"]["name"] == NAME


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("send", "--help"),
        ("emulator", "--print-config"),
        ("explain", "0104"),
        ("templates", "list"),
        ("completions", "bash"),
    ],
    ids=" ".join,
)
def test_ascii_is_enough_for_every_command(arguments: tuple[str, ...]) -> None:
    done = run(*arguments, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii:strict"})
    assert done.returncode == 0
    assert done.stdout.decode("ascii")
    assert not done.stderr


def test_an_export_is_utf_8_whatever_the_encoding_of_standard_output(program: Command) -> None:
    named = ("--set", "/event/xdm/web/webPageDetails/name=Größe ☃ 😀")
    request_id = json.loads(program("send", "page-view", *named, "--json").out)["requestId"]
    for name in ("curl", "body"):
        exports = [
            run("export", request_id, "--format", name, capture_output=True, env={**os.environ, **environ}).stdout
            for environ in ENCODINGS[1:4]
        ]
        assert "Größe ☃ 😀" in exports[0].decode()
        assert len(set(exports)) == 1


COMMANDS = [
    *(("--help",), ("--version",), ("send", "--help"), ("profiles", "add", "--help")),
    *(("send", "page-view"), ("send", "page-view", "--body"), ("explain", "--json"), ("completions", "zsh")),
]


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    ("arguments", "unbuffered"), [*((each, "") for each in COMMANDS), *((each, "1") for each in COMMANDS[:2])]
)
def test_a_full_disk_is_one_sentence_and_never_an_unmet_expectation(
    arguments: tuple[str, ...], unbuffered: str
) -> None:
    with FULL.open("wb") as full:
        done = run(*arguments, stdout=full, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": unbuffered})
    assert done.returncode == 2
    (sentence,) = done.stderr.decode().splitlines()
    assert sentence.startswith("Standard output can't be written: ")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_full_standard_error_causes_no_traceback_either() -> None:
    with FULL.open("wb") as full:
        assert run("send", "page-view", stdout=full, stderr=full).returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="pipes of Unix")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_reader_that_has_gone_is_not_an_error_of_any_command(arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*arguments, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("is_read_until_first_line", [False, True])
def test_a_recording_ends_when_nobody_reads_it_any_more(*, is_read_until_first_line: bool) -> None:
    """Also where nothing more is to be written, which is how most programs notice."""
    command = [sys.executable, "-m", "edge_tui", "forward", "--to", "http://127.0.0.1:9", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        started = process.stderr.readline()
        if is_read_until_first_line:
            url = next(word for word in started.split() if word.startswith("http://")).rstrip(".,/")
            with suppress(urllib.error.URLError):
                urllib.request.urlopen(f"{url}/ee/v1/interact?configId=ds", b"{}", timeout=60)
            assert process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 0
        assert "so the recording ends" in process.stderr.read()


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_report_is_written_where_standard_output_is_full(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    with FULL.open("wb") as full:
        done = run(
            "send", "page-view", "--expect", "status==200", "--junit", str(report), stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 2
    assert "status==200" in report.read_text()
    assert "✓ status==200" in done.stderr.decode()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that somebody is in")
@pytest.mark.parametrize(
    "arguments",
    [
        ("send", "page-view"),
        ("templates", "list"),
        ("lint", "page-view"),
        ("history", "list"),
        ("profiles", "list"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_commands_work_in_a_deleted_folder(arguments: tuple[str, ...], tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
    command = ["sh", "-c", script, "sh", str(gone), sys.executable, "-m", "edge_tui", *arguments]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, check=False, timeout=120, env=environ)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no file goes on forever here")
@pytest.mark.parametrize(
    "arguments",
    [
        *(("import", "/dev/zero"), ("lint", "/dev/zero"), ("handles", "/dev/zero"), ("send", "/dev/zero")),
        ("lint", "page-view", "--schema", "/dev/zero"),
        ("capture", "http://127.0.0.1:1", "--steps", "/dev/zero"),
        ("forward", "--to", "http://127.0.0.1:1", "--rule", "/dev/zero"),
        ("emulator", "--config", "/dev/zero"),
    ],
    ids=" ".join,
)
def test_a_file_without_an_end_is_read_up_to_a_limit(
    command: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr("edge_tui.cli.terminal.streams._MAX_INPUT_MB", 1)
    monkeypatch.setattr("edge_tui.workspace.linting._MAX_SCHEMA_MB", 1)
    ran = command(*arguments)
    assert ran.status == 2
    assert "/dev/zero has more than" in ran.talk
