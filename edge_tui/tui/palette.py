"""The command palette: what can be done from here, under `area: action` names."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.command import CommandPalette
from textual.screen import Screen

if TYPE_CHECKING:
    from edge_tui.tui.app import EdgeTui
    from edge_tui.tui.workbench.screen import Workbench


class Palette(CommandPalette):
    """Textual's palette without an id: one that is still being closed then stands in nobody's way."""


def commands(app: "EdgeTui", screen: Screen[object]) -> Iterable[SystemCommand]:
    """Every command; those of the workbench only while it is on screen."""
    from edge_tui.tui.workbench.screen import Workbench

    if isinstance(screen, Workbench):
        yield from _of_workbench(screen)
    yield SystemCommand("help: about what has the focus", "A paragraph, and every key it has", app.action_help)
    yield SystemCommand("quit", "The draft is kept", app.exit)


def _of_workbench(screen: "Workbench") -> Iterable[SystemCommand]:
    yield SystemCommand(
        "theme: change", "Colours; ansi-dark leaves the terminal's own alone", screen.app.action_change_theme
    )
    yield SystemCommand("event: send", "Post it to the gateway", screen.action_send)
    yield SystemCommand("event: format", "Lay the JSON out anew", screen.editor.action_format)
    yield SystemCommand(
        "event: import", "A curl command, HAR entry or sendEvent call becomes a draft", screen.action_import
    )
    words = "Between one event, as API v2 takes it, and events[], as v1 does (alt+e)"
    yield SystemCommand("event: convert to v1 or v2", words, screen.editor.action_convert)
    yield SystemCommand("event: asked-for values", "Answer {{ask:…}} anew", screen.action_answers)
    yield SystemCommand("event: go to path", "A JSON pointer (ctrl+n)", screen.editor.action_go_to_path)
    yield SystemCommand("event: $EDITOR", "Write on in another editor", screen.editor.action_external_editor)
    for tab in ("query", "overrides", "headers", "sent"):
        words = "as it will go out" if tab == "sent" else tab
        show = partial(screen.editor.show_tab, f"draft-{tab}")
        yield SystemCommand(f"event: {words}", "A tab of the editor (ctrl+t goes round)", show)
    yield SystemCommand("answer: $PAGER", "The body, whole, in a pager (o)", screen.action_pager)
    browse = screen.action_browse_templates
    yield SystemCommand("template: search", "With a preview; duplicate, rename, delete (/ in the list)", browse)
    yield SystemCommand("template: save the draft", "As a template of your own", screen.action_save_template)
    for template in screen.workspace.templates.all():
        draft = screen.controllers.templates.draft_of(template)
        yield SystemCommand(
            f"template: {template.title}", template.summary, lambda draft=draft: screen.load_draft(draft)
        )
    yield SystemCommand("profile: add", "A datastream of your own", screen.action_add_profile)
    for profile in screen.workspace.profiles.usable():
        words = f"{profile.environment} · {profile.host}"
        yield SystemCommand(f"profile: use {profile.name}", words, partial(screen.controllers.profiles.use, profile))
    if screen.state.profile.value.is_emulated:
        words = "Its datastreams, and what stands behind them"
        yield SystemCommand("emulator: datastreams and upstreams", words, screen.action_emulator)
    yield SystemCommand("visitor: open all", "What each of them keeps, and for how long", screen.action_visitors)
    yield SystemCommand("visitor: new", "Start with an empty client state", screen.action_new_visitor)
    for name in screen.workspace.visitors.names():
        if name != screen.state.visitor.value:
            yield SystemCommand(f"visitor: use {name}", "Send as this visitor", partial(screen.use_visitor, name))
    yield SystemCommand("history: open", "Every past exchange, with a preview", screen.action_history)
    yield SystemCommand(
        "event: side by side", "Send to several datastreams and compare (m)", screen.action_side_by_side
    )
    yield SystemCommand("event: watch", "Send again until something changes", screen.action_watch)
    yield SystemCommand("pane: full screen", "This pane alone, or all of them", screen.action_full_screen)
    yield SystemCommand("pane: jump", "A letter on every pane", screen.action_jump)
