"""The rules of the house: registries complete and named by their files, one walk, nothing read or written below."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import edge_tui
from edge_tui.cli import ALIASES, COMMANDS
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.formats import FORMATS
from edge_tui.handles import DECODERS
from edge_tui.lint import SYNTAX
from edge_tui.lint.rules import RULES
from edge_tui.values import VALUES

PACKAGE = Path(edge_tui.__file__).parent
PURE = (
    "model",
    "values",
    "handles",
    "problems",
    "lint",
    "formats",
    "compare",
    "outline",
    "doctor",
    "session/watch.py",
    "session/client_state_updater.py",
    "session/retry.py",
)


def _modules(room: str) -> Iterator[ModuleType]:
    """The modules that lie directly in a room; packages beneath it are not among them."""
    folder = PACKAGE / room
    for found in pkgutil.iter_modules([str(folder)]):
        if not found.ispkg:
            yield importlib.import_module(f"edge_tui.{room.replace('/', '.')}.{found.name}")


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _snake(handle_type: str) -> str:
    """`locationHint:result` as the name of a file: `location_hint_result`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", handle_type).replace(":", "_").replace("-", "_").lower()


def _sources(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE)
        if not rooms or where.parts[0].removesuffix(".py") in rooms or where.as_posix() in rooms:
            yield path, ast.parse(path.read_text("utf-8"))


def test_every_command_is_registered_under_the_name_of_its_file() -> None:
    commands = {_name(module).replace("_", "-"): module.command for module in _modules("cli")}
    assert set(commands) == set(COMMANDS)
    assert all(command.name == name for name, command in commands.items())
    assert set(ALIASES.values()) <= set(COMMANDS)


def test_the_readme_names_no_command_that_there_is_none_of() -> None:
    text = (PACKAGE.parent / "README.md").read_text("utf-8")
    assert set(re.findall(r"(?:`|^|\| |\()edge-tui ([a-z][a-z-]*)", text, re.MULTILINE)) <= set(COMMANDS)
    for marker in ("run", "test"):
        assert re.search(rf"<!-- {marker} -->\n```sh\n[^\n]+\n```\n", text)


def test_every_handle_decoder_is_registered_under_the_type_its_file_is_named_after() -> None:
    decoders = {_name(module): module for module in _modules("handles") if hasattr(module, "TYPE")}
    assert {_snake(handle_type): module for handle_type, module in DECODERS.items()} == decoders
    assert all(handle_type == module.TYPE for handle_type, module in DECODERS.items())


def test_every_opaque_value_is_registered_under_the_name_of_its_file() -> None:
    values = {_name(module).replace("_", "-") for module in _modules("values") if hasattr(module, "KIND")}
    assert {value.KIND for value in VALUES} == values


def test_every_lint_rule_is_registered_under_the_name_of_its_file() -> None:
    rules = {_name(module).replace("_", "-"): module.check for module in _modules("lint") if hasattr(module, "check")}
    assert dict(RULES) == rules
    assert SYNTAX not in RULES


def test_every_format_is_registered_under_the_name_of_its_file() -> None:
    writers = {_name(module): module for module in _modules("formats") if hasattr(module, "render")}
    assert {name: each.render for name, each in FORMATS.items()} == {
        name: module.render for name, module in writers.items()
    }
    assert all(each.parse == getattr(writers[name], "parse", None) for name, each in FORMATS.items())


def test_every_upstream_is_registered_under_the_name_of_its_file() -> None:
    upstreams = {_name(module): module for module in _modules("emulator/upstreams") if hasattr(module, "SERVICE")}
    assert upstreams == UPSTREAMS


def test_nothing_but_a_session_posts_to_a_gateway() -> None:
    callers = {
        str(path.relative_to(PACKAGE))
        for path, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "post"
    }
    assert callers == {"session/session.py"}


def test_the_gateway_client_is_made_in_the_workspace_alone() -> None:
    makers = {
        str(path.relative_to(PACKAGE))
        for path, tree in _sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "GatewayClient"
    }
    assert makers == {"workspace/sessions.py"}


_OUTSIDE = {
    "open",
    "print",
    "input",
    "now",
    "utcnow",
    "today",
    "uuid1",
    "uuid4",
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
    "mkdir",
    "unlink",
    "getenv",
}

# The dictionary of XDM fields is part of the package, as code is; it is read once.
_PACKAGED = {"lint/xdm"}


def test_rooms_that_read_texts_touch_no_file_no_clock_and_no_chance() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} calls {name}"
        for path, tree in _sources(*PURE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (name := _called(node)) in _OUTSIDE
        if not any(str(path.relative_to(PACKAGE)).startswith(packaged) for packaged in _PACKAGED)
    ]
    assert found == []


def test_no_module_hides_what_it_holds_behind_an_empty_name() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "core", "types", "constants", "misc", "base"}
    assert not [path for path in PACKAGE.rglob("*.py") if path.stem in vague or path.parent.name in vague]


def test_every_module_says_in_one_line_what_it_holds() -> None:
    untold = [str(path) for path, tree in _sources() if not (ast.get_docstring(tree) or "").split("\n")[0].strip()]
    assert untold == []


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], {"textual", "rich", "httpx", "keyring", "sqlite3", "asyncio", "starlette", "edge_tui.cli.send"}),
        (["send", "--help"], {"textual", "rich", "httpx", "keyring", "sqlite3", "asyncio", "edge_tui.cli.history"}),
        (["history", "--help"], {"textual", "httpx", "sqlite3", "asyncio", "edge_tui.cli.send"}),
        (["history", "list"], {"textual", "httpx", "keyring", "starlette"}),
        (["templates", "list"], {"textual", "httpx", "keyring", "sqlite3", "starlette"}),
        (["handles", "/dev/null"], {"textual", "httpx", "keyring", "sqlite3", "asyncio", "msgspec"}),
        (["send", "page-view", "--dry-run"], {"textual", "httpx", "keyring", "sqlite3", "starlette"}),
        (["send", "page-view"], {"textual", "rich", "keyring", "uvicorn", "edge_tui.cli.replay"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_pays_only_for_what_it_uses(arguments: list[str], absent: set[str]) -> None:
    script = (
        "import sys\n"
        "from edge_tui.cli import run\n"
        f"status = run({arguments!r}, None)\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert "edge_tui.cli" in loaded
    assert loaded & absent == set()


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
