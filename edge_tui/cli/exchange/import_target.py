"""Imported requests, and adding them to history or to a visitor."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.streams import read_copied, say
from edge_tui.formats import Implied, Imported, Reading
from edge_tui.formats.first_party_id import with_first_party_id
from edge_tui.model.command_line import command_line, fits_a_line
from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import ParseError, parse, pretty
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import converted
from edge_tui.workspace.reading import read

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def read_source(source: str) -> str:
    """The text of a file or of standard input, in any encoding. Raises `SetupError`."""
    text, guess = read_copied(source)
    if guess:
        say(guess)
    return text


def read_imports(text: str, *, may_be_none: bool) -> Reading:
    """What a text is, and its requests. Raises `SetupError` if there are none, unless `may_be_none`."""
    reading = read(text)
    if not reading.requests and not may_be_none:
        raise SetupError(reading.missing, reading.fix)
    return reading


def check_targets(printing: Mapping[str, bool], others: Mapping[str, object]) -> None:
    """Raises `SetupError` for options that print every request together with another target."""
    given = [name for name, is_given in printing.items() if is_given]
    other = [name for name, value in others.items() if value]
    if given and (len(given) > 1 or other):
        raise SetupError(
            f"{given[0]} prints requests and can't be combined with {[*given[1:], *other][0]}.", "Omit one of them."
        )


def with_chosen(reading: Reading, numbers: Sequence[int]) -> Reading:
    """Only the requests of these numbers, counted from 1, in the order given; all without any."""
    if not numbers:
        return reading
    count = len(reading.requests)
    for number in numbers:
        if not 1 <= number <= count:
            known = "has only one request" if count == 1 else f"has the requests 1 to {count}"
            raise SetupError(f"There is no request {number}: the {reading.kind} {known}.", "See them with --list.")
    return replace(reading, requests=tuple(reading.requests[number - 1] for number in numbers))


def first_with_event(reading: Reading) -> Imported:
    """The first request whose event is known. Raises `SetupError` if there is none."""
    found = next((with_first_party_id(each) for each in reading.requests if each.draft.text), None)
    if found is None:
        raise SetupError(
            "No request in it has a body: nothing to import.",
            "Add it to history with --history, or record the visit again with the network panel open before the page.",
        )
    return found


def in_shape(text: str, version: str | None) -> str:
    """The text converted to an API version, if given. Raises `SetupError` if it can't be."""
    if version is None:
        return text
    document = parse(text)
    if isinstance(document, ParseError):
        raise SetupError(f"The request body isn't JSON: {document}.", "Import it without --api-version.")
    return pretty(converted(document, ApiVersion(version)))


def joined_bodies(texts: Sequence[str]) -> str:
    """Bodies as a JSON array; one that isn't JSON is a string."""
    documents = [parse(text) for text in texts]
    pairs = zip(texts, documents, strict=True)
    return pretty([text if isinstance(document, ParseError) else document for text, document in pairs])


def suggest_profile(profile: Implied) -> str:
    """The `profiles add` command for the settings that a request reveals; empty if there are none."""
    options = {
        "url": profile.url,
        "base-path": profile.base_path if profile.base_path != "ee" else None,
        "api-version": profile.api_version,
        "datastream-id": profile.datastream_id,
        "org-id": profile.org_id,
        "client-id": profile.client_id,
    }
    given = {name: str(value) for name, value in options.items() if value or (value == "" and name == "base-path")}
    words = [word for name, value in given.items() if fits_a_line(value) for word in (f"--{name}", value)]
    unprintable = [name for name, value in given.items() if not fits_a_line(value)]
    sentence = f"To add its profile: {command_line('edge-tui', 'profiles', 'add', 'NAME', *words)}" if words else ""
    omitted = f"Left out because of unprintable characters: {', '.join(unprintable)}." if unprintable else ""
    return " ".join(filter(None, (sentence, omitted)))


def import_visitor_state(workspace: "Workspace", visitor_name: str, text: str) -> str:
    """Adds the client state in a text to a visitor; returns a sentence that summarizes it.

    Raises `SetupError` if the text has none.
    """
    from edge_tui.formats.visitor_cookies import import_cookies

    now = workspace.clock()
    found = import_cookies(text, workspace.visitors.get(visitor_name), now)
    if not found.kept:
        raise SetupError(
            f"{found.words()} Nothing changed for {visitor_name}.",
            "Pass document.cookie, a Cookie: header, HAR or curl.",
        )
    workspace.visitors.change(visitor_name, lambda visitor: import_cookies(text, visitor, now).visitor)
    return f"Added to {visitor_name}. {found.words()}"


def import_origin(source: str, text: str) -> str:
    """The origin of an imported event: bound to this text, not to the file, which may change."""
    from edge_tui.workspace.permissions import origin_of_text

    return origin_of_text(f"an import of {'standard input' if source == '-' else Path(source).name}", text)


def add_to_history(workspace: "Workspace", reading: Reading, source: str, text: str, name: str | None) -> str:
    """Records every complete request; returns a sentence that says how many and of which kinds.

    A recording gets the name that is given, else the file's, else that of its first page.
    """
    if name is not None and reading.recording is None:
        raise SetupError("--name is for the record of a visit, such as a HAR file.", "Omit --name.")
    of_file = "" if source == "-" else Path(source).stem
    return workspace.imports.add(reading, import_origin(source, text), name or of_file).sentence()
