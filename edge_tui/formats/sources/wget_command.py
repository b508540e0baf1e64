"""A wget command as a request (options of wget 1.25 and wget2)."""

from collections import deque

from edge_tui.formats.sources.client_request import METHOD_IGNORED, PASSWORD_IGNORED, ClientRequest
from edge_tui.formats.sources.command import Command, Note, Word
from edge_tui.formats.sources.payload import Payload

# Long options with a value that may be in the next word; of the others with one, wget requires `=`.
_NAMES = """
append-output base bind-address body-data body-file ca-certificate ca-directory certificate config connect-timeout
cut-dirs default-page directory-prefix dns-timeout execute header http-passwd http-password http-user input-file
limit-rate load-cookies max-redirect method output-document output-file password post-data post-file prefer-family
private-key private-key-type proxy-password proxy-user quota read-timeout referer save-cookies secure-protocol
start-pos timeout tries use-askpass user user-agent wait waitretry
"""
_SHORT = """
O=output-document o=output-file a=append-output U=user-agent t=tries T=timeout w=wait P=directory-prefix e=execute
i=input-file Q=quota B=base l=level A=accept R=reject D=domains I=include X=exclude
"""
_VALUED = frozenset(_NAMES.split())
_SHORT_VALUED = {letter: name for letter, _, name in (each.partition("=") for each in _SHORT.split())}


def read_wget(command: Command, start: int) -> ClientRequest:
    """The request of a command whose words from `start` on are wget's arguments."""
    words = deque(command.words[start:])
    request = ClientRequest(Payload(command.stdin), at=command.words[start - 1].at)
    while words:
        word = words.popleft()
        if word.text.startswith("--"):
            name, equals, value = word.text[2:].partition("=")
            if not equals and name in _VALUED and words:
                value = words.popleft().text
            _apply(request, name, value, word)
        elif word.text.startswith("-") and len(word.text) > 1:
            place = next((at for at, letter in enumerate(word.text) if letter in _SHORT_VALUED), None)
            if place is not None:
                value = word.text[place + 1 :] or (words.popleft().text if words else "")
                _apply(request, _SHORT_VALUED[word.text[place]], value, word)
        else:
            request.urls.append(word)
    return request


def _apply(request: ClientRequest, name: str, value: str, word: Word) -> None:
    match name:
        case "header":
            header, colon, content = value.partition(":")
            if colon:
                request.headers.append((header, content))
            else:
                request.notes.append(Note(word.at, "A header without a colon was ignored"))
        case "user-agent" | "referer":
            request.headers.append((name, value))
        case "post-data" | "body-data":
            request.payload.pieces.append(value)
        case "post-file" | "body-file":
            request.payload.add("@" + value, word)
        case "user" | "password" | "http-user" | "http-password" | "http-passwd":
            request.notes.append(Note(word.at, PASSWORD_IGNORED))
        case "method" if value.upper() != "POST":
            request.notes.append(Note(word.at, METHOD_IGNORED))
        case _:
            pass
