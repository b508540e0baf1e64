"""Requests read from somewhere else, and where they go."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.streams import read_bytes
from edge_tui.formats import Implied, Imported, read
from edge_tui.model.command_line import command_line, fits_a_line
from edge_tui.model.document import ParseError, parse, pretty
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import converted

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_IMPORTED = "imported"


def read_source(source: str) -> str:
    """The text of a file or of standard input. Raises `SetupError`."""
    return read_bytes(source).decode("utf-8-sig", "replace")


def read_imports(text: str, *, may_be_none: bool) -> tuple[Imported, ...]:
    """The requests that a text holds. Raises `SetupError` where there has to be one."""
    found = read(text)
    if not found and not may_be_none:
        raise SetupError(
            "There is no request to the Edge Network in this.",
            "Give a curl command, a HAR, a Web SDK call, a bundle, or a request body as JSON.",
        )
    return found


def in_shape(text: str, version: str | None) -> str:
    """The text in the shape of an API version where one is wished. Raises `SetupError` where it has none."""
    if version is None:
        return text
    document = parse(text)
    if isinstance(document, ParseError):
        raise SetupError(f"The request's body is not JSON: {document}.", "Import it without --api-version.")
    return pretty(converted(document, ApiVersion(version)))


def implied(profile: Implied) -> str:
    """The command that adds the profile a request tells of; empty when it tells of none."""
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
    unfit = [name for name, value in given.items() if not fits_a_line(value)]
    sentence = f"It was sent with: {command_line('edge-tui', 'profiles', 'add', 'NAME', *words)}" if words else ""
    missing = f"Left out, because it has characters that cannot be printed: {', '.join(unfit)}." if unfit else ""
    return " ".join(filter(None, (sentence, missing)))


def import_visitor_state(workspace: "Workspace", visitor_name: str, text: str) -> str:
    """Gives a visitor the state that a text holds; a sentence says what it was.

    Raises `SetupError` for a text that holds none.
    """
    from edge_tui.formats.visitor_cookies import import_cookies

    now = workspace.clock()
    found = import_cookies(text, workspace.visitors.get(visitor_name), now)
    if not found.kept:
        raise SetupError(
            f"{found.words()} {visitor_name} keeps what it kept.",
            "Give document.cookie, a Cookie: header, HAR or curl.",
        )
    workspace.visitors.change(visitor_name, lambda visitor: import_cookies(text, visitor, now).visitor)
    return f"{visitor_name} keeps it. {found.words()}"


def import_origin(source: str, text: str) -> str:
    """Where an imported event came from: this text alone, whatever the file holds later."""
    from edge_tui.workspace.permissions import origin_of_text

    return origin_of_text(f"an import of {'standard input' if source == '-' else Path(source).name}", text)


def keep_in_history(workspace: "Workspace", found: tuple[Imported, ...], origin: str) -> str:
    """Records every request that was read whole; a sentence says how many."""
    whole = [each for each in found if each.request is not None]
    for each in whole:
        assert each.request is not None
        exchange = Exchange(
            replace(each.draft, template=_IMPORTED, origin=origin),
            each.request,
            _IMPORTED,
            _IMPORTED,
            each.sent_at or workspace.clock(),
            each.answer,
        )
        workspace.history.begin(exchange)
        if each.answer is not None:
            workspace.history.complete(exchange, each.answer.response())
    return f"{len(whole)} of {len(found)} went into history."
