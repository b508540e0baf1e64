"""Any content instead of a small file: it is set aside or left alone and reported, and work continues."""

import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.request import Action
from edge_tui.store import files
from edge_tui.store.small_files import MAX_DEPTH, DamagedError, SmallFiles, depth_of, parse_json, parse_toml
from edge_tui.workspace import Workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pipes, devices and links")


def _content(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)


def _socket(path: Path) -> None:
    # The path of a socket must be short: it is created elsewhere and moved.
    short = Path("/tmp", f"edge-tui-{os.getpid()}.socket")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(short))
    short.rename(path)


def _occupied(path: Path) -> None:
    path.mkdir()
    (path / "inside").write_text("somebody's")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": _content(b""),
    "cut short": _content(b'{"version": 1, "text": "x'),
    "not UTF-8": _content(b'{"text": "\xff\xfe"}'),
    "NUL bytes": _content(b"\0" * 4096),
    "deep arrays": _content(b"[" * 100_000),
    "deep objects": _content(b'{"a":' * 100_000),
    "deep and whole": _content(b'{"text": ' + b"[" * 900 + b"]" * 900 + b"}"),
    "deep TOML": _content(b"a = " + b"[" * 3_000 + b"]" * 3_000),
    "an array": _content(b"[]"),
    "a number": _content(b"1e999"),
    "too many digits": _content(b'{"version": ' + b"9" * 5_000 + b"}"),
    "wrong types": _content(b'{"version": null, "states": 1, "text": 2, "lastProfile": [], "body": 3, "profiles": 4}'),
    "newer": _content(b'{"version": 99, "states": {}}'),
    "huge": _huge,
    "a folder": _occupied,
    "a link that leads nowhere": lambda path: path.symlink_to(path.with_name("nothing-here")),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a socket": _socket,
}

KEPT = (
    "state.json",
    "answers.json",
    "drafts/draft.json",
    "visitors/default.json",
    "templates/mine.json",
    "keymap.toml",
    "profiles.toml",
    "volatile-paths.txt",
    "history.sqlite",
)

# Edited by hand, and so left in place: these commands need it and report what is wrong.
BY_HAND = {"profiles.toml": ("profiles", "send")}


def _everything_is_read(workspace: Workspace) -> None:
    """What the explorer reads on start, and writes soon."""
    profile = workspace.accounts.starting_profile()
    assert workspace.drafts.load() is None
    workspace.drafts.save(Draft("{}", Action.INTERACT, None))
    assert workspace.drafts.load() == Draft("{}", Action.INTERACT, None)
    assert workspace.answers.all() == {}
    assert workspace.choices.get("theme") is None
    assert workspace.visitors.get("default").states == {}
    assert workspace.profiles.usable()
    assert workspace.templates.all()
    assert workspace.ignored_paths.all() == () or workspace.ignored_paths.text()
    assert workspace.sessions.get(profile).state.entries == ()
    for read in (workspace.keymap, workspace.history.recent):
        with suppress(SetupError):
            read()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kept", KEPT)
def test_no_command_fails_because_of_a_damaged_file(home, command, kept, damage):
    path = home / kept
    path.parent.mkdir(parents=True, exist_ok=True)
    DAMAGES[damage](path)
    needed_by = BY_HAND.get(kept, ())
    _everything_is_read(Workspace({"EDGE_TUI_HOME": str(home)}))
    for arguments in (
        ("profiles", "list"),
        ("templates", "list"),
        ("visitors", "list"),
        ("history", "list"),
        ("send", "page-view"),
    ):
        ended = command(*arguments)
        assert "Traceback" not in ended.talk
        if ended.status:
            assert arguments[0] in needed_by or kept == "history.sqlite", ended.talk
            assert ended.talk.strip().endswith("."), ended.talk


@pytest.mark.parametrize("damage", sorted(DAMAGES.keys() - {"a link that leads nowhere", "newer"}))
@pytest.mark.parametrize("kept", ["state.json", "answers.json", "drafts/draft.json", "visitors/default.json"])
def test_a_damaged_file_is_set_aside_and_reported_once(home, kept, damage):
    path = home / kept
    path.parent.mkdir(parents=True, exist_ok=True)
    DAMAGES[damage](path)
    if kept in ("state.json", "answers.json") and damage == "wrong types":
        pytest.skip("values that aren't text are ignored")
    was = os.lstat(path)
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    for _ in range(2):
        workspace.drafts.load(), workspace.answers.all(), workspace.choices.get("theme")
        workspace.visitors.get("default")
    [warning] = workspace.storage_warnings()
    [aside] = path.parent.glob("*.kept")
    assert aside.name in warning
    assert (os.lstat(aside).st_ino, os.lstat(aside).st_size) == (was.st_ino, was.st_size)
    # From then on it is saved as usual.
    workspace.drafts.save(Draft("{}"))
    workspace.answers.put("order id", "O-1")
    workspace.choices.put("theme", "nord")
    workspace.visitors.change("default", lambda visitor: visitor)
    again = Workspace({"EDGE_TUI_HOME": str(home)})
    assert (again.drafts.load(), again.answers.all()) == (Draft("{}"), {"order id": "O-1"})
    assert again.choices.get("theme") == "nord"
    assert again.visitors.get("default").states == {}
    assert again.storage_warnings() == ()


@pytest.mark.parametrize("kept", ["state.json", "answers.json", "visitors/default.json"])
def test_a_newer_edge_tuis_file_is_left_alone_and_changes_apply_to_this_run(home, kept):
    path = home / kept
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"version": 2, "what": "nobody knows"}')
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    changes = {
        "state.json": lambda: workspace.choices.put("theme", "nord"),
        "answers.json": lambda: workspace.answers.put("order id", "O-1"),
        "visitors/default.json": lambda: workspace.visitors.change("default", lambda visitor: visitor),
    }
    with pytest.raises(SetupError, match="newer edge-tui"):
        changes[kept]()
    assert path.read_text() == '{"version": 2, "what": "nobody knows"}'
    [warning] = workspace.storage_warnings()
    assert "newer edge-tui" in warning
    held = {
        "state.json": lambda: workspace.choices.get("theme") == "nord",
        "answers.json": lambda: workspace.answers.all() == {"order id": "O-1"},
        "visitors/default.json": lambda: workspace.visitors.get("default").states == {},
    }
    assert held[kept]()


def test_a_newer_edge_tuis_draft_is_set_aside_so_that_new_drafts_are_saved(home):
    (home / "drafts").mkdir()
    (home / "drafts" / "draft.json").write_text('{"version": 2, "text": "x", "action": "interact"}')
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    assert workspace.drafts.load() is None
    workspace.drafts.save(Draft("{}"))
    assert Workspace({"EDGE_TUI_HOME": str(home)}).drafts.load() == Draft("{}")
    [aside] = (home / "drafts").glob("*.kept")
    assert json.loads(aside.read_text())["version"] == 2


def test_a_file_that_cannot_be_set_aside_is_never_overwritten(tmp_path):
    """As on a read-only disk: here the name is too long for the suffix."""
    path = tmp_path / ("x" * 240 + ".json")
    path.write_text("{")
    kept = SmallFiles()
    loaded = kept.load(path, "The draft", lambda value: value, "a template is opened")
    assert loaded.content is None
    assert loaded.refusal is not None
    assert path.read_text() == "{"
    [warning] = kept.warnings
    assert "could not be set aside" in warning


def test_a_pipe_or_a_device_is_never_replaced_by_a_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "null").symlink_to("/dev/null")
    for name in ("pipe", "null"):
        with pytest.raises(SetupError, match="something else is in its place"):
            files.write(tmp_path / name, b"new")
    assert not (tmp_path / "pipe").is_file()
    assert not Path("/dev/null").is_file()


def test_content_too_large_to_be_read_again_is_not_written(tmp_path):
    with pytest.raises(SetupError, match="too many to be read"):
        files.write(tmp_path / "file", b"x" * (files.MAX_BYTES + 1))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("depth", [1, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1, 500, 5_000, 500_000])
def test_json_and_toml_are_read_up_to_the_supported_depth(depth):
    nested = b"[" * depth + b"]" * depth
    readers = ((parse_json, nested, depth), (parse_toml, "a = " + nested.decode(), depth + 1))
    for read, text, whole in readers:
        if whole <= MAX_DEPTH:
            assert depth_of(read(text)) == whole
        else:
            with pytest.raises(DamagedError, match="nested"):
                read(text)
