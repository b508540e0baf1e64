"""An HTTPie command as a request: `http POST url Header:value name=value name:=json` (HTTPie 3; also xh)."""

import re

from edge_tui.formats.sources.client_request import METHOD_IGNORED, PASSWORD_IGNORED, ClientRequest
from edge_tui.formats.sources.command import Command, Note, Word, file_words
from edge_tui.formats.sources.payload import Payload
from edge_tui.model.json.document import JsonObject, JsonValue, ParseError, compact
from edge_tui.model.json.document import parse as parse_json

_NAMES = """
--raw --auth --auth-type --boundary --cert --cert-key --cert-key-pass --ciphers --default-scheme --format-options
--max-headers --max-redirects --output --pretty --print --proxy --response-charset --response-mime --session
--session-read-only --ssl --style --timeout --verify -A -a -o -p -s
"""
_VALUED = frozenset(_NAMES.split())
# HTTPie writes a method in capitals itself; a host may have any other name.
_METHOD = re.compile(r"[A-Z]{3,10}|get|post|put|patch|delete|head|options")
# The separators, longest first where two start at the same place; a backslash escapes one.
_ITEM = re.compile(r"((?:\\.|[^\\:=@])*?)(:=@|==@|:=|==|=@|:@|:|=|@)(.*)", re.DOTALL)
_INDEX = re.compile(r"\[([^\[\]]*)\]")


def read_httpie(command: Command, start: int, *, scheme: str) -> ClientRequest:
    """The request of a command whose words from `start` on are HTTPie's arguments."""
    return _Httpie(command, start, scheme).read()


class _Httpie:
    def __init__(self, command: Command, start: int, scheme: str) -> None:
        self._words = command.words[start:]
        self._scheme = scheme
        self._has_stdin = command.stdin is not None
        self._request = ClientRequest(Payload(command.stdin), at=command.words[start - 1].at)
        self._fields: JsonValue = None
        self._is_form = False
        self._ignores_stdin = False

    def read(self) -> ClientRequest:
        request, words = self._request, list(reversed(self._words))
        while words:
            word = words.pop()
            if word.text.startswith("-") and not word.text[1:2].isdigit():
                self._option(word, words)
            elif not request.urls and _METHOD.fullmatch(word.text):
                if word.text.upper() != "POST":
                    self._note(word, METHOD_IGNORED)
            elif not request.urls:
                request.urls.append(Word(self._url(word.text), word.at, word.end))
            else:
                self._item(word)
        if self._has_stdin and not self._ignores_stdin and not request.payload.pieces and self._fields is None:
            request.payload.add_stdin(self._words[-1] if self._words else Word("", request.at, request.at))
        if self._fields is not None:
            request.payload.pieces.append(compact(self._fields))
        return request

    def _note(self, word: Word, sentence: str) -> None:
        self._request.notes.append(Note(word.at, sentence))

    def _option(self, word: Word, words: list[Word]) -> None:
        name, equals, value = word.text.partition("=")
        if not equals and name in _VALUED and words:
            value = words.pop().text
        match name:
            case "--raw":
                self._request.payload.pieces.append(value)
            case "--form" | "-f" | "--multipart":
                self._is_form = True
                self._note(word, "The fields were read as JSON: the Edge Network reads no form")
            case "--ignore-stdin" | "-I":
                self._ignores_stdin = True
            case "--auth" | "-a":
                self._note(word, PASSWORD_IGNORED)
            case _:
                pass

    def _url(self, text: str) -> str:
        """HTTPie's shorthands: no scheme, and `:8080/path` on this machine."""
        if text.startswith("://"):
            return self._scheme + text
        if re.match(r":(\d|/|$)", text):
            return f"{self._scheme}://localhost{text if text[1:2].isdigit() else text[1:]}"
        return text if "://" in text else f"{self._scheme}://{text}"

    def _item(self, word: Word) -> None:
        item = _ITEM.fullmatch(word.text)
        if item is None:
            self._note(word, "An item without a separator was left out")
            return
        name, separator, value = re.sub(r"\\(.)", r"\1", item[1]), item[2], item[3]
        match separator:
            case ":":
                if value:
                    self._request.headers.append((name, value))
            case "==":
                self._request.query.append(f"{name}={value}")
            case "=":
                self._set(name, value)
            case ":=":
                document = parse_json(value)
                if isinstance(document, ParseError):
                    self._note(word, f"A value after := isn't JSON: {document}; it was kept as a string")
                    self._set(name, value)
                else:
                    self._set(name, document)
            case "@" if not name:
                self._request.payload.name(file_words(value), word)
            case _:
                self._note(word, f"A field with its value in {file_words(value)} was left out")

    def _set(self, name: str, value: JsonValue) -> None:
        """Sets a field, which may be nested: `event[xdm][eventType]`, `events[0][xdm]`, `list[]`."""
        root = name.partition("[")[0]
        path: list[str] = [root] if root or "[" not in name else []
        path += _INDEX.findall(name[len(root) :])
        if len(path) <= 100:
            self._fields = _put(self._fields, path, value)


def _put(holder: JsonValue, path: list[str], value: JsonValue) -> JsonValue:
    if not path:
        return value
    key, *rest = path
    if key == "" or (key.isdigit() and not isinstance(holder, dict)):
        items: list[JsonValue] = holder if isinstance(holder, list) else []
        index = len(items) if key == "" else min(int(key[:4]), len(items))
        old = items[index] if index < len(items) else None
        items[index : index + 1] = [_put(old, rest, value)]
        return items
    members: JsonObject = holder if isinstance(holder, dict) else {}
    members[key] = _put(members.get(key), rest, value)
    return members


def is_httpie(words: list[Word]) -> bool:
    """Whether the arguments of a command called `http` are HTTPie's: one of them is a URL."""
    return any(
        re.match(r"(https?:)?//|[\w.-]+(:\d+)?/|:\d*/|\$|\{\{|[\w-]+\.[\w.-]+", word.text) for word in words[:12]
    )
