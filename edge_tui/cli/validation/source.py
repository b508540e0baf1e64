"""The text to validate, exactly as the user wrote it."""

from typing import TYPE_CHECKING

from edge_tui.cli.exchange.draft import file_origin, is_file, template_file
from edge_tui.cli.terminal.streams import read_bytes
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import parse, pretty
from edge_tui.model.profile import Profile

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def read_source_draft(workspace: "Workspace", profile: Profile, source: str) -> tuple[str, Draft]:
    """The source's name for messages, and its draft. A request body's text is unchanged.

    A template, or the body in a template file, is formatted as in the editor.
    """
    if not is_file(workspace, source):
        draft = workspace.linting.draft_from(workspace.templates.get(source), profile)
        return source, draft
    name = "standard input" if source == "-" else source
    try:
        text = read_bytes(source).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SetupError(f"{name} isn't UTF-8 text.", "Save it as UTF-8.") from error
    document = parse(text)
    if not isinstance(document, dict):
        return name, Draft(text, origin=file_origin(source))
    body, action = template_file(document)
    return name, Draft(text if body is document else pretty(body), action, origin=file_origin(source))
