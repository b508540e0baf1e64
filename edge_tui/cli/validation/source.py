"""The texts to validate, exactly as the user wrote them, and their findings."""

from collections.abc import Iterable
from dataclasses import replace
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.draft import is_file
from edge_tui.cli.exchange.file_draft import FileDraft, read_file_draft
from edge_tui.cli.terminal.streams import say
from edge_tui.cli.validation.reports import Linted
from edge_tui.lint import lint
from edge_tui.lint.analytics_hit import analytics_hit, hit_sentence
from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.profile import Profile
from edge_tui.model.request import Action
from edge_tui.model.text import visible

if TYPE_CHECKING:
    from edge_tui.lint.own_schema import OwnSchema
    from edge_tui.workspace import Workspace


def read_source_draft(workspace: "Workspace", profile: Profile, source: str) -> tuple[str, FileDraft]:
    """The source's name for messages, and its draft. A request body's text is unchanged.

    A template, the body in a template file, or that of a copied request is formatted as in the editor. The
    name of a copied request says that lines and columns are those of its body.
    """
    if not is_file(workspace, source):
        return source, FileDraft(workspace.templates.draft_from(workspace.templates.get(source), profile))
    name = "standard input" if source == "-" else source
    found = read_file_draft(source)
    return f"{name} (body)" if found.is_body_rewritten else name, found


def expanded(sources: Iterable[str]) -> list[str]:
    """The sources with patterns such as `events/*.json` replaced by the files they match; `-` without any.

    Raises `SetupError` for a pattern that matches nothing.
    """
    found: list[str] = []
    for source in sources:
        is_pattern = has_magic(source) and not Path(source).exists()
        # A pattern may be absolute, which `Path.glob` doesn't take.
        matches = sorted(glob(source, recursive=True)) if is_pattern else [source]  # noqa: PTH207
        if not matches:
            raise SetupError(f"No file matches {source}.", "Fix the pattern.")
        found += matches
    return found or ["-"]


def lint_source(
    workspace: "Workspace",
    profile: Profile,
    source: str,
    action: Action | None,
    schema: "OwnSchema | None",
    *,
    is_profile_chosen: bool,
) -> Linted:
    """The findings of a source; says what was read.

    Without a chosen profile, the API version is the one that the request's URL or its body tells.
    """
    name, found = read_source_draft(workspace, profile, source)
    draft = found.draft if action is None else replace(found.draft, action=action)
    found = replace(found, draft=draft)
    for sentence in found.sentences():
        say(sentence)
    if found.is_body_rewritten:
        say("Lines and columns are those of the request's body, as `edge-tui import` prints it.")
    context = workspace.linting.context(draft.action, profile, draft=draft)
    if not is_profile_chosen and found.version and draft.action in (Action.INTERACT, Action.COLLECT):
        context = replace(context, version=found.version)
    findings = lint(draft.text, replace(context, schema=schema) if schema else context)
    document = parse(draft.text)
    has_hit = context.has_analytics and not isinstance(document, ParseError)
    hit = visible(hit_sentence(analytics_hit(document))) if has_hit else ""
    return Linted(source, name, tuple(findings), not found.is_body_rewritten, hit)
