"""For every test: a separate home, no keyring, no proxy, and none of the user's settings."""

import contextlib
import gc
import io
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from edge_tui.workspace import Workspace
from edge_tui.workspace.emulator_control import EmulatorControl
from tests.over_loopback import OverLoopback

# A busy machine must not fail a test, and a failure must be reproducible.
settings.register_profile("edge-tui", deadline=None, derandomize=True, print_blob=True, max_examples=40)
settings.register_profile("thorough", settings.get_profile("edge-tui"), max_examples=200)
settings.load_profile("edge-tui")

# The collector scans every object of every imported library again and again: up to a third of the time, and still a
# tenth of what the start of an explorer costs if it comes twice during each.
_ALLOCATIONS_BETWEEN_COLLECTIONS = 300_000
# What a test has opened and dropped stays open until then: a process may have 1,024 files, and `select` takes no more.
_MAX_FILES = 400

_LONGEST_NAME = 100

_FOREIGN = (
    "EDGE_TUI_PROFILE",
    "EDGE_TUI_CLIENT_SECRET",
    "EDGE_TUI_ACCESS_TOKEN",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
)


_home_numbers = itertools.count()

# A shell starts what runs in the background with ctrl+c ignored; tests interrupt what they run.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty EDGE_TUI_HOME for this test."""
    # `mktemp` looks through all folders of the tests before for the next number.
    folder = tmp_path_factory.getbasetemp() / "homes" / str(next(_home_numbers))
    folder.mkdir(mode=0o700, parents=True)
    monkeypatch.setenv("EDGE_TUI_HOME", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--emulator loopback`: the built-in emulator is served on a socket, and spoken to as across a network.

    `--thorough`: what tries a sample of many inputs tries far more of them.
    """
    parser.addoption("--emulator", choices=("in-process", "loopback"), default="in-process")
    parser.addoption("--thorough", action="store_true", help="more rounds, more examples: takes much longer")


def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers again as there are cores: tests of screens spend a third of their time waiting."""
    cores = os.cpu_count() or 1
    return cores + (cores + 1) // 2


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names a test by the beginning of a long text: every worker sends all names, and each result its own."""
    if isinstance(val, str | bytes) and len(val) > _LONGEST_NAME:
        return f"{val[:_LONGEST_NAME]!a}, {len(val)} in all"
    return None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays: the garbage collector would scan it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """Properties try more examples if requested; modules read the variable."""
    if config.getoption("--thorough"):
        settings.load_profile("thorough")
        os.environ["EDGE_TUI_THOROUGH"] = "1"


def pytest_collection_finish() -> None:
    """Excludes everything loaded so far from garbage collection, with the little of it that is garbage."""
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)


@pytest.fixture(scope="session")
def thorough(pytestconfig: pytest.Config) -> bool:
    """Whether to run many rounds."""
    return bool(pytestconfig.getoption("--thorough"))


@pytest.fixture(autouse=True)
def _few_files() -> None:
    """Closes what the tests before have opened and dropped, once that is much."""
    # The lowest number that is free.
    number = os.open(os.devnull, os.O_RDONLY)
    os.close(number)
    if number > _MAX_FILES:
        gc.collect()


@pytest.fixture(autouse=True)
def _way_to_the_emulator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The transport of this process's workspaces to their emulator."""
    if request.config.getoption("--emulator") == "in-process":
        yield
        return
    from edge_tui.emulator.serve import serving

    with contextlib.ExitStack() as stack:

        def over_loopback(emulator: EmulatorControl) -> OverLoopback:
            return OverLoopback(stack.enter_context(serving(app=emulator.app)).url)

        monkeypatch.setattr(EmulatorControl, "transport", over_loopback)
        yield


@pytest.fixture
def workspace(home: Path) -> Workspace:
    """A workspace in this test's home."""
    return Workspace({"EDGE_TUI_HOME": str(home)})


@dataclass(frozen=True)
class Ended:
    """The result of a command: its exit status and its output."""

    status: int
    out: str
    talk: str


Command = Callable[..., Ended]


@pytest.fixture
def command(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, home: Path) -> Command:
    """Runs `edge-tui ARGUMENTS` in this process: `command("send", "page-view", stdin=b"…", environ={…})`."""

    def run_command(*arguments: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Ended:
        from edge_tui.cli import run

        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = run(arguments, _no_explorer, Workspace({"EDGE_TUI_HOME": str(home), **(environ or {})}))
        out, talk = capsysbinary.readouterr()
        return Ended(status, out.decode(), talk.decode())

    return run_command


@pytest.fixture
def program(home: Path) -> Command:
    """Runs `edge-tui ARGUMENTS` in a separate process, as `command` does in this one."""

    def run_program(*arguments: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "edge_tui", *arguments],
            input=stdin,
            capture_output=True,
            env={**os.environ, **(environ or {})},
            timeout=120,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run_program


def _no_explorer(_workspace: Workspace, _profile_name: str | None, _site: object) -> int:
    raise AssertionError("the explorer was opened")
