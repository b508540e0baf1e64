"""PowerShell's `Invoke-WebRequest` and `Invoke-RestMethod` as a request."""

from collections import deque

from edge_tui.formats.sources.client_request import METHOD_IGNORED, ClientRequest
from edge_tui.formats.sources.command import Command, Note, Word, file_words
from edge_tui.formats.sources.payload import Payload
from edge_tui.formats.sources.powershell_values import Table, Unknown, plain, text_of
from edge_tui.model.json.document import compact

# Parameters without a value (PowerShell 7.5); a name may be shortened while it is unique.
_SWITCHES = (
    *("usebasicparsing", "usedefaultcredentials", "disablekeepalive", "skipcertificatecheck", "skipheadervalidation"),
    *("skiphttperrorcheck", "allowunencryptedauthentication", "allowinsecureredirect", "noproxy", "passthru", "resume"),
    *("preserveauthorizationonredirect", "preservehttpmethodonredirect", "followrellink", "verbose", "debug"),
)
_READ = ("uri", "method", "headers", "body", "contenttype", "websession", "useragent", "infile", "token", "form")


def read_invoke(command: Command, start: int) -> ClientRequest:
    """The request of a command whose words from `start` on are the cmdlet's arguments."""
    words = deque(command.words[start:])
    request = ClientRequest(Payload(command.stdin), at=command.words[start - 1].at)
    while words:
        word = words.popleft()
        if word.text.startswith("-") and not word.is_quoted:
            name, colon, inline = word.text[1:].partition(":")
            if colon and inline:
                _apply(request, name.casefold(), Word(inline, word.at, word.end, value=inline))
            elif not _is_switch(name.casefold()) and words:
                _apply(request, name.casefold(), words.popleft())
        elif word.text.startswith("@") and isinstance(word.value, Table):
            for name, value in word.value.items():
                _apply(request, name.casefold(), Word(text_of(value), word.at, word.end, value=value))
        elif word.text.startswith("@") and not word.is_quoted:
            request.notes.append(Note(word.at, f"The parameters {word.text} aren't in this text"))
        else:
            _apply(request, "uri", word)
    if not request.payload.pieces and not request.payload.source and command.stdin is not None:
        request.payload.add_stdin(command.words[start - 1])
    return request


def _is_switch(name: str) -> bool:
    return any(each.startswith(name) for each in _SWITCHES) and name not in _READ


def _apply(request: ClientRequest, name: str, word: Word) -> None:
    full = next((each for each in _READ if each == name), None) or next(
        (each for each in _READ if each.startswith(name)), name
    )
    value = word.text if word.value is None else word.value
    match full:
        case "uri":
            request.urls.append(Word(text_of(value), word.at, word.end))
        case "headers" if isinstance(value, dict):
            request.headers += [(header, text_of(content)) for header, content in value.items()]
        case "headers":
            request.notes.append(Note(word.at, "The headers aren't in this text and were left out"))
        case "contenttype":
            request.headers.append(("content-type", text_of(value)))
        case "useragent":
            request.headers.append(("user-agent", text_of(value)))
        case "websession" if isinstance(value, Table):
            agent, cookies = value.look_up("UserAgent"), value.look_up("cookies")
            request.headers += [("user-agent", text_of(agent))] if agent else []
            request.headers += [("cookie", text_of(cookies))] if cookies else []
        case "body":
            _add_body(request, value, word)
        case "infile":
            request.payload.name(file_words(text_of(value)), word)
        case "token":
            request.headers.append(("authorization", f"Bearer {text_of(value)}"))
        case "form":
            request.notes.append(Note(word.at, "The form was left out: the Edge Network reads only JSON"))
        case "method" if text_of(value).upper() != "POST":
            request.notes.append(Note(word.at, METHOD_IGNORED))
        case _:
            pass


def _add_body(request: ClientRequest, value: object, word: Word) -> None:
    if isinstance(value, Unknown):
        request.payload.name(value.source, word)
    elif isinstance(value, dict | list):
        request.notes.append(
            Note(word.at, "The body is a table, which PowerShell sends as a form; it was read as JSON")
        )
        request.payload.pieces.append(compact(plain(value)))
    elif value is not None:
        request.payload.pieces.append(text_of(value))
