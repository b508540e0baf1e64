"""Fills the placeholders of a draft's body and headers."""

from edge_tui.model.errors import SetupError, UnresolvedPlaceholderError
from edge_tui.model.exchange import Draft
from edge_tui.model.headers import Headers, header_problem
from edge_tui.model.json.document import JsonObject, ParseError, kind_of, parse
from edge_tui.model.placeholders import Sources, fill

_NOTHING_SENT = "Nothing was sent."


def filled_body(draft: Draft, sources: Sources) -> JsonObject:
    """The draft's body with its placeholders filled.

    Raises `SetupError` for a draft that isn't a JSON object, `UnresolvedPlaceholderError` for a
    placeholder without a value.
    """
    document = parse(draft.text)
    if isinstance(document, ParseError):
        raise SetupError(f"The event isn't JSON: {document}.", "Fix it there; nothing was sent.")
    if not isinstance(document, dict):
        raise SetupError(f"The event is {kind_of(document)}, not an object.", 'Start with {"event": …}.')
    filled = fill(document, sources)
    if filled.unresolved:
        missing = filled.unresolved[0]
        what = f"{missing.placeholder} at {missing.pointer} can't be filled: {missing.reason}."
        raise UnresolvedPlaceholderError(what, _NOTHING_SENT, missing.pointer)
    assert isinstance(filled.document, dict)
    return filled.document


def filled_headers(draft: Draft, sources: Sources) -> Headers:
    """The draft's own headers with their placeholders filled. Raises `SetupError` for an invalid value."""
    headers = []
    for name, value in draft.headers:
        filled = fill(value, sources)
        if filled.unresolved:
            missing = filled.unresolved[0]
            what = f"{missing.placeholder} in the header {name} can't be filled: {missing.reason}."
            raise SetupError(what, _NOTHING_SENT)
        # Checked again: filling may have made a valid value invalid.
        if problem := header_problem(name, filled.document):
            raise SetupError(f"{problem[:1].upper()}{problem[1:]}.", _NOTHING_SENT)
        headers.append((name, filled.document))
    return tuple(headers)
