"""The rules of the house: registries complete and named by their files, one walk, nothing read or written below."""

import ast
import importlib
import io
import json
import os
import pkgutil
import re
import subprocess
import sys
import threading
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

import edge_tui
from edge_tui import __version__
from edge_tui.cli import ALIASES, COMMANDS
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.formats import FORMATS
from edge_tui.handles import DECODERS
from edge_tui.lint import SYNTAX
from edge_tui.lint.rules import RULES
from edge_tui.values import VALUES
from edge_tui.visit import CHECKS

PACKAGE = Path(edge_tui.__file__).parent
PURE = (
    "model",
    "values",
    "logs",
    "identification",
    "rewriting",
    "handles",
    "problems",
    "lint",
    "formats",
    "compare",
    "visit",
    "recording",
    "outline",
    "doctor",
    "session/watch.py",
    "session/watch_condition.py",
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


def _sources(*rooms: str, holding: str = "") -> Iterator[tuple[Path, ast.Module]]:
    """The modules of rooms. `holding`: only those in whose text it is, for parsing all of them takes long."""
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE)
        if rooms and where.parts[0].removesuffix(".py") not in rooms and where.as_posix() not in rooms:
            continue
        if holding in (text := path.read_text("utf-8")):
            yield path, ast.parse(text)


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


def test_the_architecture_document_names_only_modules_that_exist() -> None:
    text = (PACKAGE / "README.md").read_text("utf-8")
    named = set(re.findall(r"`((?:\w+/)+\w+\.py)`", text))
    assert named
    roots = (PACKAGE, PACKAGE.parent)
    assert {name for name in named if not any((root / name).exists() for root in roots)} == set()


def test_every_handle_decoder_is_registered_under_the_type_its_file_is_named_after() -> None:
    decoders = {_name(module): module for module in _modules("handles") if hasattr(module, "TYPE")}
    assert {_snake(handle_type): module for handle_type, module in DECODERS.items()} == decoders
    assert all(handle_type == module.TYPE for handle_type, module in DECODERS.items())


def test_every_opaque_value_is_registered_under_the_name_of_its_file() -> None:
    values = {_name(module).replace("_", "-") for module in _modules("values") if hasattr(module, "KIND")}
    assert {value.KIND for value in VALUES.values()} == values


def test_every_lint_rule_is_registered_under_the_name_of_its_file() -> None:
    rules = {_name(module).replace("_", "-"): module.check for module in _modules("lint") if hasattr(module, "check")}
    assert dict(RULES) == rules
    assert SYNTAX not in RULES


def test_every_check_of_a_visit_is_registered_under_the_name_of_its_file() -> None:
    checks = {_name(module).replace("_", "-"): module.check for module in _modules("visit") if hasattr(module, "check")}
    assert dict(CHECKS) == checks


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
        for path, tree in _sources(holding="post")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "post"
    }
    assert callers == {"session/session.py"}


def test_the_gateway_client_is_made_in_the_workspace_alone() -> None:
    makers = {
        str(path.relative_to(PACKAGE))
        for path, tree in _sources(holding="GatewayClient")
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
    assert [str(path) for path in PACKAGE.rglob("*.py") if not _says_what_it_holds(path.read_text("utf-8"))] == []


_says_what_it_holds = re.compile(r'r?"""\s*[^\s"]').match


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


# The modules that a command may load, Python's own included, and what it must do without.
_FEWEST = {
    "--version": (124, {"edge_tui.model.exchange", "edge_tui.workspace"}),
    "explain 0104": (144, {"edge_tui.model.exchange", "edge_tui.model.response", "edge_tui.workspace"}),
    "decode OR2;9": (
        162,
        {"edge_tui.model.exchange", "edge_tui.model.response", "edge_tui.model.placeholders", "edge_tui.workspace"},
    ),
}


@pytest.mark.parametrize("command", _FEWEST)
def test_a_small_command_loads_few_modules(command: str) -> None:
    most, absent = _FEWEST[command]
    loaded = _loaded_by(command.split())
    assert len(loaded) <= most
    assert loaded & absent == set()


def test_the_explorer_opens_without_what_reads_a_command_line() -> None:
    script = (
        "import sys\n"
        "from edge_tui.cli import run\n"
        "def explore(workspace, profile_name, site):\n"
        "    print('\\n'.join(sys.modules))\n"
        "    return 0\n"
        "sys.exit(run(sys.argv[1:], explore))\n"
    )
    for arguments, has_click in (([], False), (["--profile", "emulator"], True)):
        command = [sys.executable, "-c", script, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert ("click" in done.stdout.split()) is has_click


@pytest.mark.parametrize("arguments", [["--version"], ["send", "page-view", "--dry-run"], ["templates", "list"]])
def test_rules_and_the_dictionary_load_only_for_linting(arguments: list[str]) -> None:
    loaded = _loaded_by(arguments)
    assert "edge_tui.cli" in loaded
    assert not loaded & {"edge_tui.lint.rules", "edge_tui.lint.subject", "edge_tui.lint.xdm.dictionary"}


def test_linting_loads_the_dictionary_and_not_what_packs_it() -> None:
    loaded = _loaded_by(["lint", "page-view"])
    assert {"edge_tui.lint.rules", "edge_tui.lint.xdm.dictionary"} <= loaded
    assert not loaded & {"edge_tui.lint.xdm.build", "edge_tui.lint.xdm.documented", "jsonschema", "textual", "httpx"}


def test_the_version_is_printed_without_loading_the_commands() -> None:
    script = (
        "import sys\n"
        "from edge_tui.__main__ import main\n"
        "sys.argv = ['edge-tui', '--version']\n"
        "main()\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout == f"edge-tui {__version__}\n"
    loaded = set(done.stderr.split())
    assert loaded & {"click", "dataclasses", "typing", "edge_tui.cli"} == set()
    assert len(loaded) <= 40


@pytest.mark.parametrize(("source", "most", "most_of_ours"), [("page-view", 336, 100), ("event.json", 331, 95)])
def test_a_send_loads_only_what_its_event_and_its_response_need(
    source: str, most: int, most_of_ours: int, tmp_path: Path
) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"event": {"xdm": {"eventType": "web.webpagedetails.pageViews"}}}')
    answer = {"requestId": "1", "handle": [{"type": "locationHint:result", "payload": []}]}
    with answering(json.dumps(answer).encode()) as url:
        profile = f'[profiles.loopback]\nurl = "{url}"\ndatastream_id = "ds"\n'
        (tmp_path / "profiles.toml").write_text(profile)
        named = str(event) if source == event.name else source
        loaded = _loaded_by(["--profile", "loopback", "send", named], EDGE_TUI_HOME=str(tmp_path))
    ours = {name for name in loaded if name.startswith("edge_tui")}
    assert "edge_tui.handles.location_hint_result" in ours
    absent = {"activation_pull", "activation_push", "identity_result", "consent_preferences"}
    assert not ours & {f"edge_tui.handles.{name}" for name in absent}
    assert not ours & {"edge_tui.store.recovery", "edge_tui.store.salvage", "edge_tui.outline.stream"}
    assert "edge_tui.problems.likely_causes" not in ours
    assert not ours & {"edge_tui.gateway.ims", "edge_tui.model.origin", "edge_tui.session.retry"}
    assert not ours & {"edge_tui.gateway.failures", "edge_tui.store.damage", "edge_tui.store.secrets"}
    assert not ours & {"edge_tui.workspace.emulator_control", "edge_tui.workspace.linting"}
    assert not ours & {"edge_tui.values.identity_cookie", "edge_tui.values.consent_cookie", "edge_tui.model.cookies"}
    assert not loaded & {"asyncio", "concurrent.futures", "importlib.resources", "lzma", "textwrap", "email.feedparser"}
    assert len(ours) <= most_of_ours
    # Where they are installed, httpx names them; their code isn't run.
    assert not loaded & {"_brotli", "_brotlicffi", "zstandard.backend_c"}
    assert len(loaded - {"brotli", "brotlicffi", "zstandard"}) <= most


def test_a_send_ends_before_the_first_collection_of_garbage(tmp_path: Path) -> None:
    script = (
        "import gc, sys\n"
        "from edge_tui.__main__ import main\n"
        # The interpreter's own at its end collects all generations.
        "gc.callbacks.append(lambda _, info: info['generation'] < 2 and print('collected', file=sys.stderr))\n"
        "sys.argv = ['edge-tui', 'send', 'page-view', '--profile', 'loopback']\n"
        "main()\n"
    )
    with answering(b'{"requestId": "1", "handle": []}') as url:
        (tmp_path / "profiles.toml").write_text(f'[profiles.loopback]\nurl = "{url}"\ndatastream_id = "ds"\n')
        environ = {**os.environ, "EDGE_TUI_HOME": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, env=environ)
    assert (done.returncode, done.stderr) == (0, "")


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """The URL of a server on loopback that answers every POST with this body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_parts: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _loaded_by(arguments: list[str], **environ: str) -> set[str]:
    """The modules that a command has loaded at its end."""
    script = (
        "import sys\n"
        "from edge_tui.cli import run\n"
        f"status = run({arguments!r}, None)\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
        "sys.exit(status)\n"
    )
    # Another encoding is one module more.
    environ = {**os.environ, "LC_ALL": "C.UTF-8", **environ}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, env=environ)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


# A class of these rooms that inherits from another of this project is the widget or screen that it inherits from.
_IS_ONE = {
    "edge_tui/tui/app.py": {"EdgeTui": "an app whose failures are caught"},
    "edge_tui/tui/capture/call_list.py": {"CallList": "a list of lines"},
    "edge_tui/tui/capture/calls_pane.py": {"CallsPane": "a pane"},
    "edge_tui/tui/capture/finding_list.py": {"FindingList": "a list of lines"},
    "edge_tui/tui/capture/row_lines.py": {"WrappedRows": "lines of rows"},
    "edge_tui/tui/capture/sent_pane.py": {"SentPane": "a pane"},
    "edge_tui/tui/capture/visit_pane.py": {"VisitPane": "a pane"},
    "edge_tui/tui/dialogs/choice.py": {"Choice": "a menu"},
    "edge_tui/tui/dialogs/help.py": {"Help": "a menu"},
    "edge_tui/tui/dialogs/theme_menu.py": {"ThemeMenu": "a menu"},
    "edge_tui/tui/dialogs/jump.py": {"Jump": "a menu"},
    "edge_tui/tui/editor/draft_tabs.py": {"DraftTabs": "a pane"},
    "edge_tui/tui/editor/findings.py": {"Findings": "a pane"},
    "edge_tui/tui/editor/headers_pane.py": {"_Lines": "a text box"},
    "edge_tui/tui/editor/json_area.py": {"JsonArea": "a text box"},
    "edge_tui/tui/editor/json_editor.py": {"JsonEditor": "a text area for JSON"},
    "edge_tui/tui/editor/part_pane.py": {"PartPane": "a pane of code"},
    "edge_tui/tui/editor/preview_pane.py": {"SentPane": "a text view"},
    "edge_tui/tui/history/picker.py": {"PickExchange": "a menu"},
    "edge_tui/tui/history/selectable_list.py": {"SelectableHistoryList": "a list of past exchanges"},
    "edge_tui/tui/palette/screen.py": {"Palette": "a menu"},
    "edge_tui/tui/profiles/emulator_switches.py": {"EmulatorSwitches": "a menu"},
    "edge_tui/tui/profiles/picker.py": {"PickProfiles": "a menu"},
    "edge_tui/tui/response/explain_pane.py": {"ExplainPane": "a pane"},
    "edge_tui/tui/response/handle_tree.py": {"HandleTree": "a tree whose rows may continue"},
    "edge_tui/tui/response/response_pane.py": {"ResponsePane": "a pane"},
    "edge_tui/tui/templates/browser.py": {"TemplateBrowser": "a menu"},
    "edge_tui/tui/templates/template_tree.py": {"TemplateTree": "a tree whose rows may continue"},
    "edge_tui/tui/timeline/replays.py": {"Replays": "a timeline"},
    "edge_tui/tui/timeline/watch.py": {"Watch": "a timeline"},
}
_MOST_CLASS_LINES = 400
_DEEPEST = 3


class _Class:
    """A class of this project, and its bases that are of this project too."""

    def __init__(self, path: Path, node: ast.ClassDef, source: list[str]) -> None:
        self.path, self.name = path.relative_to(PACKAGE.parent).as_posix(), node.name
        # Blank lines count for nothing: a class is not simpler for being crammed.
        self.lines = sum(bool(line.strip()) for line in source[node.lineno - 1 : node.end_lineno])
        self.base_names = [_last_name(base) for base in node.bases]
        self.bases: list[_Class] = []

    @property
    def depth(self) -> int:
        """1 for a class that inherits from none of this project."""
        return 1 + max((base.depth for base in self.bases), default=0)

    @property
    def all_lines(self) -> int:
        """Its lines and those that it inherits."""
        return self.lines + sum(base.all_lines for base in self.bases)


def _last_name(base: ast.expr) -> str:
    """`Screen` of `textual.screen.Screen[None]`."""
    while isinstance(base, ast.Subscript):
        base = base.value
    return base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")


@cache
def _classes(*rooms: str) -> list[_Class]:
    """The classes of rooms, their bases joined."""
    found = [
        _Class(path, node, path.read_text("utf-8").splitlines())
        for path, tree in _sources(*rooms)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    by_name = {each.name: each for each in found}
    for each in found:
        # A base of the same name, as of Textual's `Screen`, is another class.
        each.bases = [by_name[name] for name in each.base_names if name in by_name and by_name[name] is not each]
    return found


def test_explorer_and_workspace_are_composed_and_a_class_that_inherits_is_the_widget_it_inherits_from() -> None:
    inheriting = {(each.path, each.name) for each in _classes("tui", "workspace") if each.bases}
    assert inheriting == {(path, name) for path, names in _IS_ONE.items() for name in names}


def test_no_class_inherits_through_more_than_three_of_this_project() -> None:
    assert [f"{each.path}: {each.name}" for each in _classes() if each.depth > _DEEPEST] == []


def test_no_class_with_all_that_it_inherits_is_longer_than_one_can_keep_in_mind() -> None:
    long = {f"{each.path}: {each.name}": each.all_lines for each in _classes() if each.all_lines > _MOST_CLASS_LINES}
    assert long == {}


def test_no_widget_asks_whether_its_screen_can_do_something() -> None:
    asking = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path, tree in _sources("tui", holding="attr(")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and _called(node) in ("hasattr", "getattr")
        and node.args
        and ast.unparse(node.args[0]) in ("self.screen", "self.app", "self.app.screen")
    ]
    assert asking == []


def test_every_screen_is_closed_by_close_because_the_next_key_may_reach_it_too() -> None:
    calls = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path, tree in _sources("tui", holding="dismiss")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".dismiss")
    ]
    assert {call.partition(":")[0] for call in calls} == {"tui/dialogs/closing.py", "tui/palette/screen.py"}
    by_name = [
        str(path) for path, tree in _sources("tui", holding="pop_screen") if "app.pop_screen" in ast.unparse(tree)
    ]
    assert by_name == []


# Words and phrases that no engineer would use for what they mean here. Identifiers are read as words, too. The
# brackets keep the pattern from finding itself.
_DIALECT = re.compile(
    r"\b(?:[a]new|[m]end(?:s|ed|ing)?|[s]lips?|[d]eeds?|(?<!cookie[ -])[j]ars?|[s]ought|[h]oles?|[l]et(?:s|ting)? go"
    r"|[b]efell|[i]s told|[o]f its own|[a]s it came|[f]or whom|[s]omebody (?:that|who)"
    r"|(?<!there )[i]s no (?!longer\b|more\b|\w+ than\b)|[s]tands(?! for\b| still\b| out\b| in for\b)|[l]ies)\b",
    re.IGNORECASE,
)
# Finds at least what that does, whatever is around it.
_MAYBE_DIALECT = re.compile(re.sub(r"\(\?<?!.*?\)", "", _DIALECT.pattern), re.IGNORECASE)
_PROJECT = PACKAGE.parent
# From Python 3.12 on the texts within an f-string are tokens by themselves.
_TEXT_TOKENS = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
_WRITTEN = (
    "edge_tui/**/*.py",
    "tests/**/*.py",
    "templates/**/*.json",
    "README.md",
    "*/README.md",
    "edge_tui/**/*.tcss",
)


def _as_words(name: str) -> str:
    """An identifier as the words that it is made of."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """What is written in a file, with line numbers: of Python names, strings, docstrings and comments."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), 1)
        return
    if not any(_MAYBE_DIALECT.search(" ".join(each.split())) for each in (text, _as_words(text))):
        # Tokens take long to read.
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], _as_words(token.string)
        elif token.type in _TEXT_TOKENS:
            yield token.start[0], " ".join(token.string.split())


def test_names_and_texts_are_in_the_words_of_the_field() -> None:
    found = [
        f"{path.relative_to(_PROJECT)}:{line}: {match[0]}"
        for pattern in _WRITTEN
        for path in sorted(_PROJECT.glob(pattern))
        for line, text in _texts(path)
        for match in [_DIALECT.search(text)]
        if match
    ]
    assert found == [], f"{len(found)} places"


# What is written instead of each: a variant of a sign, or one that some terminals show as an emoji.
_SIGNS = {"✓": "✔☑✅", "✖": "✗✘❌", "▲": "⚠"}


def test_each_meaning_has_one_sign() -> None:
    found = [
        f"{path.relative_to(_PROJECT)}: {sign} instead of {kept}"
        for pattern in ("edge_tui/**/*.py", "edge_tui/**/*.md", "README.md", "templates/**/*.json")
        for path in sorted(_PROJECT.glob(pattern))
        for text in [path.read_text("utf-8")]
        for kept, others in _SIGNS.items()
        for sign in others
        if sign in text
    ]
    assert found == []


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
