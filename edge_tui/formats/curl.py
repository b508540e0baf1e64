"""A request as a curl command; reads commands that browsers copy for bash or cmd."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_request
from edge_tui.formats.outgoing import EMULATOR_NOTE, TOKEN_PLACE, TOKEN_VARIABLE, headers_of, is_emulated, reachable_url
from edge_tui.formats.shell_words import bash_words, cmd_words
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import ParseError
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.text import escaped, is_visible

_GLOB = re.compile(r"[\[\]{}]")
_FOR_CMD = re.compile(r'\^"|\^[ \t]*\r?$', re.MULTILINE)
# Options whose value is irrelevant to the event.
_TAKE_VALUE = frozenset(
    (
        *("--output", "--proxy", "--max-time", "--connect-timeout", "--retry", "--retry-delay", "--retry-max-time"),
        *("--cacert", "--cert", "--key", "--write-out", "--cookie-jar", "--resolve", "--connect-to", "--interface"),
        *("--upload-file", "--config", "--form", "--limit-rate", "--ciphers", "--tls-max", "--dump-header"),
        *("--oauth2-bearer", "--proxy-user", "--proxy-header", "--preproxy", "--aws-sigv4", "--pass", "--form-string"),
        *("--tlsuser", "--tlspassword", "--proxy-pass", "--socks5", "--socks5-hostname", "--data-urlencode"),
        *("--netrc-file", "--url-query", "--request-target", "--unix-socket", "--noproxy", "--login-options"),
    )
)
_READ = ("--header", "--cookie", "--user-agent", "--referer", "--url", "--request", "--user")
_DATA = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json")
_LONG_VALUED = _TAKE_VALUE.union(_READ, _DATA)
# Short options with a value; others may precede them in one word, as in `-sSX POST`.
_VALUED = frozenset("XHdbAeuomxwcETKFDU")


@dataclass
class _Command:
    url: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_get: bool = False

    @property
    def whole_url(self) -> str:
        """The URL with the data that `--get` sends in its query."""
        if not (self.is_get and self.data):
            return self.url
        address, hash_sign, fragment = self.url.partition("#")
        return address + ("&" if "?" in address else "?") + "&".join(self.data) + hash_sign + fragment


def render(exchange: Exchange, *, token: str | None = None) -> str:
    """A bash command that sends the same bytes to the same URL.

    Without a token it references the environment variable EDGE_TUI_ACCESS_TOKEN.
    """
    url = reachable_url(exchange)
    words = ["curl" + (" --globoff" if _GLOB.search(url) else ""), quoted(url)]
    for name, value in headers_of(exchange, token, TOKEN_PLACE):
        words.append("-H " + header_word(f"{name}: {value}", is_bytes=True))
    words.append("--data-raw " + quoted(exchange.request.body))
    note = f"# {EMULATOR_NOTE}\n" if is_emulated(exchange) else ""
    return note + words[0] + " " + " \\\n  ".join(words[1:]) + "\n"


def quoted(text: str) -> str:
    """A word for bash: in single quotes, or in `$'…'` if it has invisible characters."""
    if is_visible(text):
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + escaped(text.replace("\\", "\\\\").replace("'", "\\'")) + "'"


def header_word(text: str, *, is_bytes: bool) -> str:
    """A header as a word for bash, with the variable in place of the token.

    `is_bytes` when the program sends the bytes of the word unchanged: headers are sent as latin-1.
    """
    if text.endswith(TOKEN_PLACE):
        before = re.sub(r'([\\"$`])', r"\\\1", text.removesuffix(TOKEN_PLACE))
        return f'"{before}${TOKEN_VARIABLE}"'
    if not is_bytes or text.isascii():
        return quoted(text)
    word = "".join(_latin_1(each) for each in text.replace("\\", "\\\\").replace("'", "\\'"))
    return f"$'{word}'"


def _latin_1(character: str) -> str:
    return f"\\x{ord(character):02x}" if "\x7f" <= character <= "\xff" else escaped(character)


def parse(text: str) -> Imported | None:
    """The request of a curl command; None for anything else."""
    stripped = re.sub(r"\A(\s*#[^\n]*\n)+", "", text).strip().removeprefix("$ ")
    if not re.match(r"curl(\.exe)?\s", stripped):
        return None
    found = [imported for words in _readings(stripped) if (imported := _import(words))]
    # `""` is a quote in cmd and empty in bash: the reading whose body is JSON is the right one.
    is_json = (imported for imported in found if not isinstance(parse_json(imported.draft.text), ParseError))
    return next(is_json, found[0] if found else None)


def _readings(text: str) -> Iterator[list[str]]:
    """The words as parsed by the likely shell, then by the other one."""
    bash, cmd = bash_words(text), cmd_words(text)
    yield from (cmd, bash or []) if _FOR_CMD.search(text) else (bash or [], cmd)


def _import(words: list[str]) -> Imported | None:
    command = _read(words[1:])
    body = "" if command.is_get else "&".join(command.data)
    imported = import_request(command.whole_url, command.headers, body)
    if imported is None:
        return None
    return replace(imported, notes=(*command.notes, *imported.notes))


def _read(words: list[str]) -> _Command:
    command = _Command()
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or len(word) == 1:
            command.url = command.url or word
            continue
        name, value = _option(word)
        if not word.startswith("--") and "G" in word[1 : word.index(name[1])]:
            _apply(command, "-G", "")
        takes_value = name[1] in _VALUED if len(name) == 2 else name in _LONG_VALUED
        _apply(command, name, (next(rest, "") if value is None else value) if takes_value else "")
    return command


def _option(word: str) -> tuple[str, str | None]:
    """An option's name, and its value if it is in the same word; of combined short options the last."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return name, value if equals else None
    place = next((index for index, letter in enumerate(word) if letter in _VALUED), len(word) - 1)
    return f"-{word[place]}", word[place + 1 :] or None


def _apply(command: _Command, name: str, value: str) -> None:
    match name:
        case "-H" | "--header":
            header, colon, content = value.partition(":")
            if colon:
                command.headers.append((header, content))
            else:
                command.notes.append("A header without a colon was ignored.")
        case "-b" | "--cookie":
            command.headers.append(("cookie", value))
        case "-A" | "--user-agent":
            command.headers.append(("user-agent", value))
        case "-e" | "--referer":
            command.headers.append(("referer", value))
        case "--url":
            command.url = value
        case "-G" | "--get":
            command.is_get = True
            command.notes.append("The Edge Network accepts only POST; the command's method was ignored.")
        case "-X" | "--request" if value.upper() != "POST":
            command.notes.append("The Edge Network accepts only POST; the command's method was ignored.")
        case "-u" | "--user":
            command.notes.append("User and password were ignored: the Edge Network expects a bearer token.")
        case _ if name in _DATA:
            _add_data(command, name, value)


def _add_data(command: _Command, name: str, data: str) -> None:
    if data.startswith("@") and name != "--data-raw":
        command.notes.append(f"The body is in the file {data[1:]}, which was not imported.")
    else:
        command.data.append(data)
