"""The command palette, and the workbench's commands in it, named `area: action`."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette

from edge_tui.tui.dialogs.closing import uncover

if TYPE_CHECKING:
    from edge_tui.tui.workbench.screen import Workbench

_TABS = ("query", "overrides", "headers", "preview")


class Palette(CommandPalette):
    """Textual's palette without an id, so that it can be opened while the last one is still closing."""

    def on_mount(self, event: events.Mount) -> None:
        """Does nothing for a palette that a key typed ahead has closed: Textual would look for the screen below it."""
        if self not in self.app.screen_stack:
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Closes the palette and whatever covers it; nothing happens when it is already closed.

        A click and a key that arrive together would otherwise close the screen below, too.
        """
        return super().dismiss(result) if uncover(self) else AwaitComplete()


def workbench_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    """Every command of the workbench, for `App.get_system_commands`."""
    yield SystemCommand(
        "theme: change", "Colors; ansi-dark keeps the terminal's own colors", screen.app.action_change_theme
    )
    yield from _event_commands(screen)
    yield SystemCommand("response: open in $PAGER", "Open the response body in $PAGER (o)", screen.action_pager)
    yield from _template_commands(screen)
    yield from _profile_commands(screen)
    yield from _visitor_commands(screen)
    yield SystemCommand("capture: a site…", "Record what a site sends, in a browser (C)", screen.action_capture)
    yield SystemCommand("capture: open a recording…", "A recorded visit, page by page", screen.action_open_recording)
    yield SystemCommand("history: open", "All past exchanges, with a preview", screen.action_history)
    yield SystemCommand("pane: maximize or restore", "Maximize / restore pane (f10)", screen.action_full_screen)
    yield SystemCommand("pane: jump", "Jump to a pane", screen.action_jump)


def _event_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    editor = screen.editor
    yield SystemCommand("event: send", "Send the event", screen.action_send)
    stays = screen.controllers.sender.stays_in_event
    words = "go to the response" if stays else "stay in the editor"
    choose = partial(screen.controllers.sender.choose_focus, stays_in_event=not stays)
    yield SystemCommand(f"event: {words} after sending", "Where the focus is after F5; esc goes back", choose)
    yield SystemCommand("event: format", "Format JSON", editor.action_format)
    yield SystemCommand("event: import", "Import a curl command, HAR entry or sendEvent call", screen.action_import)
    words = "Convert between event (API v2) and events[] (API v1) (alt+e)"
    yield SystemCommand("event: convert to v1 or v2", words, editor.action_convert)
    words = "Re-enter the values of {{ask:…}}"
    yield SystemCommand("event: change prompted values", words, screen.action_answers)
    yield SystemCommand("event: go to JSON pointer", "Go to JSON pointer (ctrl+n)", editor.action_go_to_path)
    yield SystemCommand("event: edit in $EDITOR", "Edit in $VISUAL / $EDITOR (f4)", editor.action_external_editor)
    for tab in _TABS:
        tab_id = "draft-sent" if tab == "preview" else f"draft-{tab}"
        yield SystemCommand(f"event: {tab}", f"Show the {tab.capitalize()} tab", partial(editor.show_tab, tab_id))
    words = "Send to several datastreams and compare (m)"
    yield SystemCommand("event: side by side", words, screen.action_side_by_side)
    yield SystemCommand("event: watch", "Resend until something changes (w)", screen.action_watch)


def _template_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    words = "Search, preview, duplicate, rename or delete templates (/ in the list)"
    yield SystemCommand("template: search", words, screen.action_browse_templates)
    yield SystemCommand("template: save the draft", "Save the draft as a template", screen.action_save_template)
    for template in screen.workspace.templates.entries():
        load = partial(screen.load_template, template.name)
        yield SystemCommand(f"template: {template.title}", template.summary, load)


def _profile_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    yield SystemCommand("profile: add", "Add a profile for your own datastream", screen.action_add_profile)
    for profile in screen.workspace.profiles.usable():
        words = f"{profile.environment} · {profile.host}"
        yield SystemCommand(f"profile: use {profile.name}", words, partial(screen.controllers.profiles.use, profile))
    if screen.state.profile.value.is_emulated:
        words = "Switch datastreams, and their services on or off (u)"
        yield SystemCommand("emulator: datastreams and services", words, screen.action_emulator)


def _visitor_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    yield SystemCommand("visitor: manage", "Manage visitors and their cookies (v)", screen.action_visitors)
    yield SystemCommand("visitor: new", "New visitor (no cookies)", screen.action_new_visitor)
    for name in screen.workspace.visitors.names():
        if name != screen.state.visitor.value:
            yield SystemCommand(f"visitor: use {name}", "Send as this visitor", partial(screen.use_visitor, name))
