"""The event to send: a template, a file or standard input, with `--set` applied."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from edge_tui.cli.terminal.streams import is_interactive, say
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import JsonValue, ParseError, at, parse, pretty, put
from edge_tui.model.json.nesting import nests_deeper
from edge_tui.model.profile import Profile
from edge_tui.model.request import Action, reshape

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Edit:
    """A value to set at a JSON pointer."""

    pointer: str
    value: JsonValue


def read_edit(text: str) -> Edit:
    """`/pointer=value`, where the value is JSON if it parses, else a string; raises `SetupError`."""
    pointer, equals, written = text.partition("=")
    if not equals or not pointer.startswith("/"):
        raise SetupError(
            f"Invalid --set {text!r}.", "Write --set /json/pointer=value, such as /event/xdm/eventType=test."
        )
    value = parse(written)
    if isinstance(value, ParseError) and nests_deeper(written):
        raise SetupError(f"The value of --set {pointer[:40]} is nested too deep: {value}.", "Reduce its nesting.")
    return Edit(pointer, written if isinstance(value, ParseError) else value)


def draft_of(
    workspace: "Workspace", profile: Profile, source: str | None, edits: Sequence[Edit], action: Action | None
) -> Draft:
    """The source's draft in the shape of the profile's API version, edits applied."""
    if source is None:
        if is_interactive():
            raise SetupError("No event to send.", "Name a template or a file, or `-` for standard input.")
        source = "-"
    return drafts_of(workspace, [profile], source, edits, action)[0]


def drafts_of(
    workspace: "Workspace",
    profiles: Sequence[Profile],
    source: str,
    edits: Sequence[Edit],
    action: Action | None = None,
) -> list[Draft]:
    """One draft per profile, like `draft_of`; the source is read once."""
    if is_file(workspace, source):
        draft = _from_file(source, action, profiles)
        return [edited(_fitting(draft, profile), edits) for profile in profiles]
    template = workspace.templates.get(source)
    template = replace(template, action=action or template.action)
    return [edited(workspace.templates.draft_from(template, profile), edits) for profile in profiles]


def edited(draft: Draft, edits: Sequence[Edit]) -> Draft:
    """The draft with the edits applied; raises `SetupError` for an invalid pointer."""
    if not edits:
        return draft
    document = parse(draft.text)
    for edit in edits:
        try:
            document = put(document, _matching_pointer(edit.pointer, document), edit.value)
        except ValueError as error:
            raise SetupError(f"--set failed: {error}.", "Fix the pointer.") from error
    return replace(draft, text=pretty(document))


def _from_file(source: str, action: Action | None, profiles: Sequence[Profile]) -> Draft:
    """The draft in a file; says what it was read from, and where it differs from each profile."""
    # A send of a template reads no file.
    from edge_tui.cli.exchange.file_draft import checked_object, read_file_draft

    found = read_file_draft(source)
    if found.imported is None:
        document = checked_object(parse(found.draft.text), "Standard input" if source == "-" else source)
        found = replace(found, draft=replace(found.draft, text=pretty(document)))
    for sentence in (*found.sentences(), *filter(None, map(found.difference_from, profiles))):
        say(sentence)
    return replace(found.draft, action=action or found.draft.action)


def _fitting(draft: Draft, profile: Profile) -> Draft:
    """The draft in the shape of the profile's API version, which it needn't have been copied in."""
    document, version = parse(draft.text), draft.action.version(profile)
    fitting = reshape(document, draft.action, version)
    if fitting == document:
        return draft
    say(f"The event was converted to API {version}, which the profile {profile.name} uses.")
    return replace(draft, text=pretty(fitting))


def is_file(workspace: "Workspace", source: str) -> bool:
    """Whether a source is a file: `-`, a path, or an existing file that isn't also a template's name."""
    if source == "-" or source.endswith(".json") or "/" in source or "\\" in source:
        return True
    is_template = workspace.templates.find(source) is not None
    # `Path.is_file` raises for an invalid file name, such as one that is too long.
    return not is_template and os.path.isfile(source)  # noqa: PTH113


def _matching_pointer(pointer: str, document: JsonValue) -> str:
    """The pointer in the document's API version: `/event/…` and `/events/0/…` are equivalent."""
    has_one, has_several = at(document, "/event") is not None, at(document, "/events") is not None
    if has_several and not has_one and (pointer + "/").startswith("/event/"):
        return "/events/0" + pointer.removeprefix("/event")
    if has_one and not has_several and (pointer + "/").startswith("/events/0/"):
        return "/event" + pointer.removeprefix("/events/0")
    return pointer
