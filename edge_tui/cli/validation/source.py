"""The text to validate, exactly as the user wrote it."""

from typing import TYPE_CHECKING

from edge_tui.cli.exchange.draft import is_file
from edge_tui.cli.exchange.file_draft import FileDraft, read_file_draft
from edge_tui.model.profile import Profile

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace


def read_source_draft(workspace: "Workspace", profile: Profile, source: str) -> tuple[str, FileDraft]:
    """The source's name for messages, and its draft. A request body's text is unchanged.

    A template, the body in a template file, or that of a copied request is formatted as in the editor. The
    name of a copied request says that lines and columns are those of its body.
    """
    if not is_file(workspace, source):
        return source, FileDraft(workspace.linting.draft_from(workspace.templates.get(source), profile))
    name = "standard input" if source == "-" else source
    found = read_file_draft(source)
    return f"{name} (body)" if found.is_body_rewritten else name, found
