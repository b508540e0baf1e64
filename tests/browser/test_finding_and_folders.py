"""Which browser is started, and where its profile is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edge_tui.browser import (
    BrowserDidNotStart,
    BrowserNotFound,
    FoundBrowser,
    clear_leftovers,
    find_browsers,
    is_firefox,
)
from edge_tui.browser.finding import choose_browser, own_product
from edge_tui.browser.profile_folders import KeptFolder, ProfileFolder, folder_for


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("edge_tui.browser.finding.sys.platform", "linux")
    return tmp_path


def install(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)


def test_the_first_browser_is_taken_and_any_can_be_named(on_path: Path) -> None:
    install(on_path, "chromium", "microsoft-edge", "brave-browser", "my-own")
    chromium = FoundBrowser("chromium", str(on_path / "chromium"))
    assert [found.name for found in find_browsers()] == ["chromium", "edge", "brave"]
    assert choose_browser("") == chromium
    assert choose_browser("edge") == FoundBrowser("edge", str(on_path / "microsoft-edge"))
    assert choose_browser(str(on_path / "my-own")) == FoundBrowser("my-own", str(on_path / "my-own"))
    assert not is_firefox("")
    install(on_path, "firefox-esr")
    assert is_firefox("firefox")
    assert is_firefox(str(on_path / "firefox-esr"))
    assert not is_firefox("")
    assert [found.name for found in find_browsers()][-1] == "firefox"


@pytest.mark.parametrize(
    ("name", "product", "called"),
    [
        ("chromium", "Chrome/156.0.1", "Chromium/156.0.1"),
        ("chromium-browser", "HeadlessChrome/156.0.1", "Chromium/156.0.1"),
        ("brave", "Chrome/156.0.1", "Brave/156.0.1"),
        ("chrome", "Chrome/156.0.1", "Chrome/156.0.1"),
        ("edge", "Edg/156.0.1", "Edg/156.0.1"),
        ("my-own", "Chrome/156.0.1", "Chrome/156.0.1"),
        ("chromium", "", ""),
    ],
)
def test_a_browser_that_says_it_is_chrome_is_called_as_its_owner_calls_it(name: str, product: str, called: str) -> None:
    assert own_product(name, product) == called


@pytest.mark.parametrize(
    ("wanted", "what", "looked_for"),
    [
        ("", "No browser was found. These were looked for: google-chrome,", 11),
        ("edge", "No edge was found. These were looked for: microsoft-edge, microsoft-edge-stable.", 2),
        ("/nowhere/chrome", "'/nowhere/chrome' isn't a program that can be started.", 1),
    ],
)
def test_without_a_browser_what_was_looked_for_is_named(wanted: str, what: str, looked_for: int, on_path: Path) -> None:
    outcome = choose_browser(wanted)
    assert isinstance(outcome, BrowserNotFound)
    assert what in outcome.what
    assert len(outcome.looked_for) == looked_for
    assert outcome.how


def test_a_profile_is_readable_by_its_user_alone_and_stays_while_it_is_in_use(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path / "new")
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert clear_leftovers(tmp_path / "new") == 0
    folder.delete()
    assert not folder.path.exists()


LEFT_BY_A_CRASH = """
import os, sys
from pathlib import Path
from edge_tui.browser.profile_folders import KeptFolder, ProfileFolder, folder_for
print(ProfileFolder(Path(sys.argv[1])).path, flush=True)
os.kill(os.getpid(), 9)
"""


def test_a_profile_that_services_of_the_browser_still_write_to_is_deleted_once_they_have_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ProfileFolder(tmp_path)
    delete, passes = shutil.rmtree, 0

    def delete_beside_a_writer(path: Path, **options: object) -> None:
        nonlocal passes
        delete(path, **options)
        passes += 1
        if passes < 3:
            path.mkdir()
            (path / "Cookies-journal").touch()

    monkeypatch.setattr(shutil, "rmtree", delete_beside_a_writer)
    folder.delete()
    assert not folder.path.exists()


def test_a_profile_that_a_crash_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LEFT_BY_A_CRASH, str(tmp_path)]
    left = Path(subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip())
    (left / "Default").mkdir()
    (left / "Default" / "Cookies").write_text("a")
    others = [tmp_path / "mine", tmp_path / "edge-tui-browser-file"]
    others[0].mkdir()
    others[1].write_text("not a folder")
    (tmp_path / "edge-tui-browser-link").symlink_to(others[0])
    # Its browser is about to end by itself.
    (left / "SingletonLock").symlink_to(f"host-{os.getpid()}")
    assert clear_leftovers(tmp_path) == 0
    (left / "SingletonLock").unlink()
    assert clear_leftovers(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "edge-tui-browser-file",
        "edge-tui-browser-link",
        "mine",
    ]
    assert clear_leftovers(tmp_path / "missing") == 0


@pytest.mark.parametrize("is_left_by_a_crash", [False, True])
def test_the_folder_of_a_killed_browser_s_socket_goes_with_its_profile(
    tmp_path: Path, *, is_left_by_a_crash: bool
) -> None:
    socket, other = tmp_path / "org.chromium.Chromium.x", tmp_path / "documents"
    for place in (socket, other):
        place.mkdir()
        (place / "SingletonSocket").touch()
    (socket / "SingletonCookie").touch()
    (other / "letter").touch()
    for place in (socket, other):
        folder = ProfileFolder(tmp_path / "browser")
        (folder.path / "SingletonSocket").symlink_to(place / "SingletonSocket")
        if is_left_by_a_crash:
            os.close(folder._lock)
            assert clear_leftovers(tmp_path / "browser") == 1
        else:
            folder.delete()
    assert not socket.exists()
    assert len(list(other.iterdir())) == 2


def test_the_package_loads_no_websockets_and_no_http_client() -> None:
    script = "import sys, edge_tui.browser; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    loaded = set(done.stdout.split())
    assert "edge_tui.browser.source" in loaded
    assert not loaded & {"websockets", "httpx", "textual", "keyring", "sqlite3"}


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, is_kept: bool) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "browser"
    found = folder_for(tmp_path if is_kept else folder, folder if is_kept else None)
    assert isinstance(found, BrowserDidNotStart)
    assert found.what == f"The browser's profile can't be kept in {folder}: Not a directory."


def test_a_kept_profile_is_used_and_a_new_one_is_deleted(tmp_path: Path) -> None:
    for _ in range(2):
        kept = folder_for(tmp_path, tmp_path / "shop")
        assert isinstance(kept, KeptFolder)
        assert kept.path == tmp_path / "shop"
        kept.delete()
    assert (tmp_path / "shop").is_dir()
    made = folder_for(tmp_path, None)
    assert isinstance(made, ProfileFolder)
    made.delete()
    assert not made.path.exists()


HOLDS = """
import sys, time
from pathlib import Path
from edge_tui.browser.profile_folders import folder_for
held = folder_for(Path(sys.argv[1]), Path(sys.argv[1]) / "shop")
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_kept_profile_that_another_run_uses_is_named_with_its_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"ready\n"
        found = folder_for(tmp_path, tmp_path / "shop")
        assert isinstance(found, BrowserDidNotStart)
        assert found.what == f"The profile folder 'shop' is in use by another edge-tui (process {other.pid})."
        assert found.how == "End that recording with Ctrl-C, or give another --profile-folder."
        assert not isinstance(folder_for(tmp_path, tmp_path / "other"), BrowserDidNotStart)
        # Also after a crash it's free.
        other.kill()
        other.wait()
        assert isinstance(folder_for(tmp_path, tmp_path / "shop"), KeptFolder)


@pytest.mark.parametrize(("name", "target"), [("SingletonLock", "host-{}"), ("lock", "127.0.1.1:+{}")])
def test_a_kept_profile_that_a_browser_uses_is_named_with_its_process(tmp_path: Path, name: str, target: str) -> None:
    kept = tmp_path / "shop"
    kept.mkdir()
    (kept / name).symlink_to(target.format(os.getpid()))
    found = folder_for(tmp_path, kept)
    assert isinstance(found, BrowserDidNotStart)
    assert found.what == f"The profile folder 'shop' is in use by a browser (process {os.getpid()})."
    (kept / name).unlink()
    # A browser that crashed leaves its lock.
    (kept / name).symlink_to(target.format(2**22 + 1))
    assert isinstance(folder_for(tmp_path, kept), KeptFolder)
