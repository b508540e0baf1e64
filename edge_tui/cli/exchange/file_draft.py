"""The draft in a file or on standard input: a request body, a template file, or whatever `import` reads."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.streams import read_copied
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import UNEXPECTED_REST, JsonObject, JsonValue, ParseError, kind_of, parse, pretty
from edge_tui.model.profile import ApiVersion, Profile
from edge_tui.model.request import Action, action_of, shape_of

if TYPE_CHECKING:
    from edge_tui.formats import Imported, Reading

# JSON with a mistake in it is still JSON: its parse error helps more than a lenient reading.
_RECORD_SEPARATOR = "\x1e"
_JSON_START = re.compile(r'\s*[{\[]\s*["{\[}\]]')


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A draft from a file. `imported` is the request it was read from; None for a body or a template file.

    `number` counts that request among the `count` in the text, from 1.
    """

    draft: Draft
    imported: "Imported | None" = None
    reading: "Reading | None" = None
    number: int = 1

    @property
    def is_body_rewritten(self) -> bool:
        """Whether lines and columns are those of the request's body, not of the file."""
        return self.imported is not None

    @property
    def version(self) -> ApiVersion | None:
        """The API version that the request's URL tells, or else its body; None when neither does."""
        if self.imported is not None and self.imported.profile.api_version:
            return self.imported.profile.api_version
        return shape_of(parse(self.draft.text)) if self.draft.action is Action.INTERACT else None

    def sentences(self) -> tuple[str, ...]:
        """What was read and left out; none for a body."""
        if self.imported is None or self.reading is None:
            return ()
        from edge_tui.cli.exchange.import_report import described, left_out_sentences

        count = len(self.reading.requests)
        of = f"request {self.number:,} of {count:,}" if count > 1 else "1 request"
        lines = [f"Read {of} ({self.reading.kind}): {described(self.imported)}."]
        if left_out := left_out_sentences(self.reading, [self.imported]):
            lines.append(left_out)
        return tuple(lines)

    def difference_from(self, profile: Profile) -> str:
        """Where the request's gateway, datastream or organization isn't the profile's; empty without a difference."""
        differences = self.imported.profile.differences(profile) if self.imported else ()
        listed = "; ".join(f"{label} {theirs} (profile: {ours or 'none'})" for label, theirs, ours in differences)
        return f"The profile {profile.name} is used, not the request's {listed}." if listed else ""


def read_file_draft(source: str) -> FileDraft:
    """The draft in a file. Raises `SetupError` if there is none; a body with a parse error is one, too."""
    name = "Standard input" if source == "-" else source
    text, document = _text_of(source, name)
    template = None if source == "-" else Path(source).stem
    if isinstance(document, dict) and _is_event(document):
        body, action = template_file(document)
        return FileDraft(
            Draft(text if body is document else pretty(body), action, template, origin=file_origin(source))
        )
    draft = Draft(text, template=template, origin=file_origin(source))
    is_json = not isinstance(document, ParseError) or _JSON_START.match(text)
    if is_json and not isinstance(document, dict):
        reading = _several(text, document)
        return _read_copy(reading, name, draft) if reading and reading.requests else FileDraft(draft)
    # Only now: a request body needs none of the readers.
    from edge_tui.workspace.reading import read

    return _read_copy(read(text), name, draft)


def _several(text: str, document: JsonValue | ParseError) -> "Reading | None":
    """What JSON that isn't one object is read as: an array, lines, or JSON in a string; None for one with a mistake."""
    is_series = text.lstrip(" \t\r\n").startswith(_RECORD_SEPARATOR)
    is_mistaken = isinstance(document, ParseError) and document.message != UNEXPECTED_REST and not is_series
    if is_mistaken or not document:
        return None
    from edge_tui.workspace.reading import read

    reading = read(text)
    # A lenient reading of one object would hide the mistake.
    return None if reading.kind in ("JavaScript object", "Python dictionary") else reading


def _read_copy(reading: "Reading", name: str, draft: Draft) -> FileDraft:
    """The first request with a body in a text that somebody copied; the text itself if it is of no known kind."""
    from edge_tui.formats.first_party_id import with_first_party_id

    number = next((index for index, each in enumerate(reading.requests) if each.draft.text), None)
    if number is not None:
        imported = with_first_party_id(reading.requests[number])
        copied = replace(imported.draft, template=draft.template, origin=draft.origin)
        return FileDraft(copied, imported, reading, number + 1)
    if reading.requests:
        raise SetupError(
            f"No request in {name} has a body: nothing to send or check.", "Choose a recording that contains bodies."
        )
    if reading.kind not in ("text", "request body"):
        raise SetupError(reading.missing, reading.fix)
    return FileDraft(draft)


def read_object(source: str) -> JsonObject:
    """The JSON object in a file, or on standard input for `-`; raises `SetupError`."""
    name = "Standard input" if source == "-" else source
    return checked_object(_text_of(source, name)[1], name)


def checked_object(document: JsonValue | ParseError, name: str) -> JsonObject:
    """The document if it is an object; raises `SetupError` otherwise."""
    if isinstance(document, ParseError):
        raise SetupError(f"{name} isn't JSON: {document}.")
    if not isinstance(document, dict):
        raise SetupError(f"{name} is {kind_of(document)}, not an object.", 'An event starts with {"event": …}.')
    return document


def file_origin(source: str) -> str:
    """The origin of an event read from a file or standard input, for messages and for trust."""
    return "standard input" if source == "-" else f"the file {Path(source).expanduser().absolute()}"


def template_file(document: JsonObject) -> tuple[JsonObject, Action]:
    """Body and action of a template file; of a request body the action that its members tell."""
    if not _is_template(document):
        return document, action_of(document) or Action.INTERACT
    return document["body"], Action(document.get("action", Action.INTERACT))


def _is_template(document: JsonObject) -> bool:
    action = document.get("action", Action.INTERACT)
    return isinstance(document.get("body"), dict) and "title" in document and action in list(Action)


def _is_event(document: JsonObject) -> bool:
    return _is_template(document) or action_of(document) is not None


def _text_of(source: str, name: str) -> tuple[str, JsonValue | ParseError]:
    text, guess = read_copied(source)
    if guess:
        raise SetupError(f"{name} isn't UTF-8 text.", "Save it as UTF-8.")
    return text, parse(text)
