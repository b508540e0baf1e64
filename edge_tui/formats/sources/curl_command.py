"""A curl command as requests: one for each URL, and for each part between `--next`."""

import re
from collections import deque
from urllib.parse import quote_plus

from edge_tui.formats.sources.client_request import METHOD_IGNORED, PASSWORD_IGNORED, ClientRequest
from edge_tui.formats.sources.command import Command, Note, Stdin, Word, file_words
from edge_tui.formats.sources.curl_options import PLAIN, SHORT_PLAIN, SHORT_VALUED, VALUED, full_name
from edge_tui.formats.sources.payload import Payload, holds_json

# What follows the value of a form field.
_FIELD_TYPE = re.compile(r";\s*(?:type|filename|headers|encoder)=[^;]*\Z")
_STRAY = "A word that isn't a URL or an option was left out"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[^\s/]*[.:\w}>]/|[\w-]+(?:\.[\w-]+)+(?:[:/?]|$)|[{<$%]|localhost\b")
# Letter-like characters that word processors write for a dash.
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


def read_curl(command: Command, start: int) -> list[ClientRequest]:
    """The requests of a command whose words from `start` on are curl's arguments."""
    return _Curl(command.words[start:], command.stdin, command.words[start - 1].at).read()


class _Curl:
    def __init__(self, words: list[Word], stdin: Stdin | None, at: int) -> None:
        self._words = deque(words)
        self._stdin = stdin
        self._request = ClientRequest(Payload(stdin), at=at)
        self._read = [self._request]
        self._only_urls = False

    def read(self) -> list[ClientRequest]:
        while self._words:
            word = self._words.popleft()
            if self._only_urls or not _is_option(word):
                self._add_url(word)
            elif word.text == "--":
                self._only_urls = True
            elif _dashed(word.text).startswith("--"):
                self._long(word)
            else:
                self._short(word)
        for request in self._read:
            self._drop_stray_words(request)
        return self._read

    def _drop_stray_words(self, request: ClientRequest) -> None:
        """Of several URLs, those without a scheme are more likely words of a value that lacks its quotes."""
        if any("://" in url.text for url in request.urls) and len(request.urls) > 1:
            for stray in [url for url in request.urls if "://" not in url.text]:
                request.urls.remove(stray)
                request.notes.append(Note(stray.at, _STRAY))

    def _add_url(self, word: Word) -> None:
        if not word.text.strip():
            return
        if _URL.match(word.text):
            self._request.urls.append(word)
        else:
            self._note(word, _STRAY)

    def _long(self, word: Word) -> None:
        written, equals, value = _dashed(word.text)[2:].partition("=")
        name = full_name(written)
        if not name:
            self._note(word, f"{_shown(written)} isn't an option of curl and was left out")
            self._skip_value_of_unknown(has_value=bool(equals))
        elif name in PLAIN:
            self._apply(name, "", word)
        else:
            assert name in VALUED
            self._apply(name, value if equals else self._next(word), word)

    def _skip_value_of_unknown(self, *, has_value: bool) -> None:
        """Takes the word after an unknown option as its value, unless it is an option or a URL."""
        if not has_value and self._words and not _is_option(self._words[0]) and not _URL.match(self._words[0].text):
            self._words.popleft()

    def _short(self, word: Word) -> None:
        """Options of one letter, of which the last may have a value: `-sSXPOST`."""
        letters = _dashed(word.text)[1:]
        for place, letter in enumerate(letters):
            if letter in SHORT_VALUED:
                value = letters[place + 1 :] or self._next(word)
                self._apply(SHORT_VALUED[letter], value, word)
                return
            if letter not in SHORT_PLAIN:
                self._note(word, f"-{letter} isn't an option of curl and was left out")
                return
            self._apply(SHORT_PLAIN[letter], "", word)

    def _next(self, word: Word) -> str:
        if not self._words:
            self._note(word, f"{word.text} has no value and was left out")
            return ""
        return self._words.popleft().text

    def _note(self, word: Word, sentence: str) -> None:
        self._request.notes.append(Note(word.at, sentence))

    def _apply(self, name: str, value: str, word: Word) -> None:
        """Applies an option: to the body, to the headers, or to the request."""
        if not (self._add_data(name, value, word) or self._add_to_headers(name, value, word)):
            self._change(name, value, word)

    def _add_data(self, name: str, value: str, word: Word) -> bool:
        payload = self._request.payload
        match name:
            case "json":
                self._request.headers += [("content-type", "application/json"), ("accept", "application/json")]
                payload.add(value, word, separator="")
            case "data" | "data-ascii" | "data-binary":
                payload.add(value, word, keeps_lines=name == "data-binary")
            case "data-raw":
                payload.pieces.append(value)
            case "data-urlencode":
                self._add_encoded(value, word)
            case "upload-file":
                payload.add("@" + ("-" if value == "." else value), word)
            case "form" | "form-string" if holds_json(field := _FIELD_TYPE.sub("", value.partition("=")[2])):
                payload.pieces.append(field)
                self._note(word, "The Edge Network doesn't read forms: the JSON of this field was taken as the body")
            case "form" | "form-string":
                self._note(word, "A form field was left out: the Edge Network reads only JSON")
            case _:
                return False
        return True

    def _add_to_headers(self, name: str, value: str, word: Word) -> bool:
        headers = self._request.headers
        match name:
            case "header":
                self._add_header(value, word)
            case "cookie" if "=" in value:
                headers.append(("cookie", value))
            case "cookie" if value:
                self._note(word, f"The cookies in {file_words(value)} weren't read")
            case "user-agent" | "referer":
                headers.append((name, value.removesuffix(";auto")))
            case "oauth2-bearer":
                headers.append(("authorization", f"Bearer {value}"))
            case _:
                return False
        return True

    def _change(self, name: str, value: str, word: Word) -> None:
        request = self._request
        match name:
            case "url":
                request.urls.append(Word(value, word.at, word.end))
            case "url-query":
                request.query.append(value.removeprefix("+"))
            case "get" | "head":
                request.is_get = True
                self._note(word, METHOD_IGNORED)
            case "request" if value and value.upper() != "POST":
                self._note(word, METHOD_IGNORED)
            case "user":
                self._note(word, PASSWORD_IGNORED)
            case "next":
                self._request = ClientRequest(Payload(self._stdin), at=word.at)
                self._read.append(self._request)
            case "config":
                self._note(word, f"The options in {file_words(value)} weren't read")
            case _:
                pass

    def _add_header(self, value: str, word: Word) -> None:
        name, colon, content = value.partition(":")
        if value.startswith("@"):
            self._note(word, f"The headers in {file_words(value[1:])} weren't read")
        elif colon:
            self._request.headers.append((name, content))
        elif not value.endswith(";"):
            self._note(word, "A header without a colon was ignored")

    def _add_encoded(self, value: str, word: Word) -> None:
        """Data that curl would percent-encode; JSON is kept as it is, since only that is read."""
        name, sign, content = re.match(r"([^=@]*)([=@]?)(.*)", value, re.DOTALL).groups()  # type: ignore[union-attr]
        payload = self._request.payload
        if sign == "@":
            payload.add("@" + content, word)
        elif holds_json(value) or holds_json(content):
            payload.pieces.append(value if holds_json(value) else content)
            self._note(word, "curl would percent-encode this body, which the Edge Network can't read; it was kept")
        else:
            encoded = quote_plus(content if sign else value, errors="surrogatepass")
            payload.pieces.append(f"{name}={encoded}" if name and sign else encoded)


def _is_option(word: Word) -> bool:
    dashed = _dashed(word.text)
    return dashed.startswith("-") and len(dashed) > 1


def _dashed(text: str) -> str:
    """An option with the dashes that it was typed with, where a word processor has replaced them."""
    if not text.startswith(tuple(_DASHES)):
        return text
    name = text.lstrip(_DASHES + "-")
    return ("--" if len(re.match(r"[\w-]*", name)[0]) > 1 else "-") + name  # type: ignore[index]


def _shown(name: str) -> str:
    """An unknown option for a sentence, unless it may be a value."""
    return f"--{name}" if re.fullmatch(r"[a-z][a-z0-9.-]{0,30}", name) else "A word with two dashes"
