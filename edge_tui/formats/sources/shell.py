"""Commands of curl, wget, HTTPie and PowerShell in any shell's notation, as requests."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from edge_tui.formats.address import read_address
from edge_tui.formats.reading import Reading, only_the_first
from edge_tui.formats.sources.bash import read_bash
from edge_tui.formats.sources.client_request import ClientRequest
from edge_tui.formats.sources.cmd import read_cmd
from edge_tui.formats.sources.command import Command, Script, Word, placed, unset_sentence
from edge_tui.formats.sources.curl_command import read_curl
from edge_tui.formats.sources.http_import import reading_of
from edge_tui.formats.sources.http_request import HttpRequest
from edge_tui.formats.sources.httpie_command import is_httpie, read_httpie
from edge_tui.formats.sources.invoke_command import read_invoke
from edge_tui.formats.sources.payload import is_json
from edge_tui.formats.sources.powershell import read_powershell
from edge_tui.formats.sources.prompts import without_prompts
from edge_tui.formats.sources.wget_command import read_wget

_KINDS = {
    "curl": "curl command",
    "wget": "wget command",
    "wget2": "wget command",
    **dict.fromkeys(("http", "https", "xh", "xhs", "curlie"), "HTTPie command"),
    **dict.fromkeys(("invoke-webrequest", "invoke-restmethod", "iwr", "irm"), "PowerShell command"),
}
_CLIENT = re.compile(
    r"(?:^|[\s;&|(`'\"/\\>]|(?<=clipboard))"
    r"(?:curl(?:ie)?|wget2?|https?|xhs?|invoke-(?:webrequest|restmethod)|iwr|irm)(?:\.exe)?['\"]?(?=\s)",
    re.IGNORECASE | re.MULTILINE,
)
_INVOKED = re.compile(r"\b(?:invoke-(?:webrequest|restmethod)|iwr|irm)\b", re.IGNORECASE)
# Commands that run the one after them, and words of the shell that one may follow.
_WRAPPER_NAMES = """
sudo doas time env command exec nohup nice stdbuf timeout watch xargs winpty docker podman kubectl wsl cmd cmd.exe /c
then do else elif if while until ! { && & call eval ssh proxychains proxychains4 parallel start
"""
_WRAPPERS = frozenset(_WRAPPER_NAMES.split())
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PARAMETER = re.compile(r"-(?:uri|method|body|headers|contenttype|usebasicparsing|websession)$", re.IGNORECASE)
_CONTINUES = re.compile(r"[-\u2013\u2014]{1,2}[A-Za-z]|https?://|[\[{<]|@")
# A backtick that closes another one of its line is bash's.
_LINE_END = {
    "^": re.compile(r"()\^(?=[ \t]*$)", re.MULTILINE),
    "`": re.compile(r"^([^`\n]*+(?:`[^`\n]*+`[^`\n]*+)*+)`(?=[ \t]*$)", re.MULTILINE),
}
# Where a page's code was copied without its line breaks; its button may be copied along.
_RUN_TOGETHER = re.compile(r"([\"'])(?=-{1,2}[A-Za-z])|(?<=[a-z])(?=curl -)")
_CARET = re.compile(r"\^(?:\r?\n|(.))")
_FOR_CMD = re.compile(r'\^"|\^[ \t]*$|^[ \t]*set[ \t]+"?\w+=', re.MULTILINE | re.IGNORECASE)
# Quotes that word processors and chats write.
_STRAIGHT = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"') | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'")
)
_ENTITY = re.compile(r"&(?:quot|apos|#39|#34|#x27|#x22);", re.IGNORECASE)
_MAX_BEFORE_CLIENT = 16
# Far more than a gateway accepts.
_MAX_CHARACTERS = 1_500_000
_TOO_LONG = only_the_first(_MAX_CHARACTERS, "characters")

_Reader = Callable[[str], Script]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What a text is when it is read as a shell's script."""

    kinds: tuple[str, ...]
    requests: tuple[HttpRequest, ...]
    notes: tuple[str, ...]
    is_open: bool
    is_cut: bool

    @property
    def score(self) -> tuple[int, int, bool]:
        """Higher is better: requests with a body that is JSON, those to the Edge Network, no quote left open."""
        bodies = sum(each.body is not None and is_json(each.body) for each in self.requests)
        return bodies, sum(read_address(each.url) is not None for each in self.requests), not self.is_open

    @property
    def is_complete(self) -> bool:
        """Whether no other way to read the text can be better."""
        return self.score == (len(self.requests), len(self.requests), True) and bool(self.requests)


def read_shell(text: str) -> Reading | None:
    """The requests of a script; None for a text without a command that sends one."""
    if not _CLIENT.search(text, 0, _MAX_CHARACTERS):
        return None
    is_cut, text = len(text) > _MAX_CHARACTERS, without_prompts(text[:_MAX_CHARACTERS])
    best: _Attempt | None = None
    for reader in _readers(text):
        attempt = _attempt(text, *reader)
        if attempt.requests and (best is None or attempt.score > best.score):
            best = attempt
        # A text that is too long for one shell is too long for the others.
        if attempt.is_cut or (best is not None and best.is_complete):
            break
    if (best is None or not best.requests[0].body) and (decoded := _without_entities(text)) != text:
        return read_shell(decoded)
    if best is None:
        return None
    kind = best.kinds[0] if len(set(best.kinds)) == 1 else "script"
    return reading_of(kind, best.requests, (*best.notes, *([_TOO_LONG] if is_cut else [])))


def _without_entities(text: str) -> str:
    """A text that was copied from the source of a page; any other stays as it is."""
    return html.unescape(text) if _ENTITY.search(text) else text


def _readers(text: str) -> Iterator[tuple[_Reader, bool]]:
    """The ways to read a text, the likely one first, and whether each is PowerShell's."""

    def bash(text: str) -> Script:
        for pattern in _LINE_END.values():
            text = pattern.sub(r"\1\\", text)
        return read_bash(text)

    def lenient(text: str) -> Script:
        return read_bash(text, is_lenient=True)

    def straightened(text: str) -> Script:
        return lenient(text.translate(_STRAIGHT))

    def apart(text: str) -> Script:
        return lenient(_RUN_TOGETHER.sub(lambda quote: f"{quote[1]} " if quote[1] else "\n", text))

    def uncareted(text: str) -> Script:
        """As some versions of Chrome write for cmd: carets within plain quotes, where cmd keeps them."""
        return read_bash(_CARET.sub(r"\1", text))

    powershell, cmd = (read_powershell, True), (read_cmd, False)
    if _INVOKED.search(text) or _LINE_END["`"].search(text):
        yield from (powershell, (bash, False))
    elif _FOR_CMD.search(text):
        yield from (cmd, (bash, False), (uncareted, False))
    else:
        yield from ((read_bash, False), (lenient, False), cmd, powershell)
    if text.translate(_STRAIGHT) != text:
        yield (straightened, False)
    if _RUN_TOGETHER.search(text):
        yield (apart, False)


def _attempt(text: str, reader: _Reader, is_powershell: bool) -> _Attempt:
    script = reader(text)
    kinds, requests = list[str](), list[HttpRequest]()
    commands = _with_continued_lines(script.commands)
    for command in sorted(commands, key=lambda each: each.words[0].at if each.words else 0):
        start, name = _client(command)
        if start:
            found = _requests(command, start, name)
            requests += [each for part in found for each in _http_requests(text, part, is_powershell=is_powershell)]
            kinds.append(_KINDS[name])
    notes = (*placed(text, script.notes), *unset_sentence(text, script.unset))
    return _Attempt(tuple(kinds), tuple(requests), notes, script.open_at is not None, script.is_cut)


def _with_continued_lines(commands: list[Command]) -> list[Command]:
    """The commands, joined where a line begins with an option, a URL or a body: nobody meant it to be a command.

    One that goes on with another client's name, such as where a line break was lost, is two.
    """
    found: list[Command] = []
    for command in (part for each in commands for part in _divided(each)):
        before = found[-1] if found else None
        is_more = before is not None and before.end == "\n" and bool(command.words) and _continues(command.words[0])
        if before is not None and is_more and _client(before)[0]:
            before.words += command.words
            before.end, before.stdin = command.end, command.stdin or before.stdin
        else:
            found.append(command)
    return found


def _divided(command: Command) -> Iterator[Command]:
    start, _ = _client(command)
    words = command.words
    for place in range(start + 2, len(words) - 1) if start else ():
        is_value = words[place - 1].text.startswith("-") and not words[place - 1].is_quoted
        if _name(words[place]) == "curl" and not words[place].is_quoted and not is_value:
            yield Command(words[:place], end=" ")
            yield from _divided(Command(words[place:], command.end, command.stdin))
            return
    yield command


def _continues(word: Word) -> bool:
    return bool(_CONTINUES.match(word.text)) or (word.is_quoted and _name(word) not in _KINDS)


def _name(word: Word) -> str:
    """A program's name, without its folder and suffix."""
    return re.split(r"[/\\]", word.text)[-1].casefold().removesuffix(".exe")


def _client(command: Command) -> tuple[int, str]:
    """Where the arguments of the client start, and its name; 0 for a command without one."""
    may_be_wrapped = False
    for place, word in enumerate(command.words[:_MAX_BEFORE_CLIENT]):
        name = _name(word)
        if name in _KINDS and (_KINDS[name] != "HTTPie command" or is_httpie(command.words[place + 1 :])):
            return place + 1, name
        may_be_wrapped = may_be_wrapped or name in _WRAPPERS
        if not may_be_wrapped and not _ASSIGNMENT.match(word.text):
            break
    return 0, ""


def _requests(command: Command, start: int, name: str) -> list[ClientRequest]:
    if any(_PARAMETER.match(word.text) for word in command.words[start:]) or _KINDS[name] == "PowerShell command":
        # PowerShell 5 has curl and wget as names of its cmdlet.
        return [read_invoke(command, start)]
    if name == "curl":
        return read_curl(command, start)
    if _KINDS[name] == "HTTPie command":
        return [read_httpie(command, start, scheme="https" if name in ("https", "xhs") else "http")]
    return [read_wget(command, start)]


def _http_requests(text: str, request: ClientRequest, *, is_powershell: bool) -> Iterator[HttpRequest]:
    whole = HttpRequest(
        "",
        tuple(request.headers),
        request.payload.joined(request.payload.pieces),
        line=text.count("\n", 0, request.at) + 1,
        body_source=request.payload.source,
        notes=placed(text, request.notes),
    )
    found = [replace(whole, url=url, body=body) for url, body in request.requests()]
    for each in found or [whole]:
        # PowerShell 5 needs a backslash before each quote of an argument.
        body = each.body.replace('\\"', '"') if is_powershell and each.body is not None else None
        yield replace(each, body=body) if body and not is_json(each.body or "") and is_json(body) else each
