"""The workbench's commands in the palette, named `area: action`."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App, SystemCommand
from textual.screen import ModalScreen, Screen

from edge_tui.model.errors import StorageError
from edge_tui.model.text import without_marks
from edge_tui.tui.palette.search import PrefixedCommand

if TYPE_CHECKING:
    from edge_tui.tui.workbench.screen import Workbench

_TABS = {
    "query": "Show what the event requests: decisions, identities",
    "overrides": "Show the datastream settings that the event overrides",
    "headers": "Show the headers that are sent besides the usual ones",
    "preview": "Show the request as it would be sent",
}


def workbench_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    """Every command of the workbench, for `App.get_system_commands`."""
    yield from _event_commands(screen)
    yield SystemCommand(
        "response: open in $PAGER", "Open the body in the program that $PAGER names", screen.action_pager
    )
    yield from _template_commands(screen)
    yield from _profile_commands(screen)
    yield from _visitor_commands(screen)
    yield SystemCommand("capture: a site…", "Record what a site sends, in a browser", screen.action_capture)
    words = "Open a recorded visit, page by page"
    yield SystemCommand("capture: open a recording…", words, screen.action_open_recording)
    yield SystemCommand("history: open", "Search all past exchanges", screen.action_history)
    yield SystemCommand(
        "pane: maximize or restore", "Show the focused pane alone, or all panes again", screen.action_full_screen
    )
    yield SystemCommand("pane: jump", "Go to a pane by its letter", screen.action_jump)
    yield _hints_command(screen)


def commands_everywhere(
    app: App[Any], screen: Screen[Any], explain: Callable[[], object], redraw: Callable[[], object]
) -> Iterator[SystemCommand]:
    """The commands that every screen has; a theme is chosen on one that follows it, which dialogs don't.

    `explain` opens the help of the focused pane, `redraw` writes the whole screen again.
    """
    if not isinstance(screen, ModalScreen):
        words = "Change the colors; ansi-dark and ansi-light keep the terminal's"
        yield SystemCommand("theme: change", words, app.action_change_theme)
    yield SystemCommand("help: focused pane", "Explain the focused pane and its keys", explain)
    yield SystemCommand("screen: redraw", "Redraw a screen that another program has written over", redraw)
    yield SystemCommand("quit", "Quit; your draft is saved", app.action_quit)


def _hints_command(screen: "Workbench") -> SystemCommand:
    choices = screen.workspace.choices
    is_off = choices.get("hints") == "off"

    def switch() -> None:
        try:
            choices.put("hints", "on" if is_off else "off")
        except StorageError as error:
            screen.notify(f"The choice couldn't be saved and lasts until you quit: {error}", severity="warning")

    name, words = (
        ("turn on", "Show a hint below the response now and then") if is_off else ("turn off", "Show no hints")
    )
    return SystemCommand(f"hints: {name}", words, switch)


def _event_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    editor = screen.editor
    yield SystemCommand("event: send", "Post the event to the datastream of the profile", screen.action_send)
    stays = screen.controllers.sender.stays_in_event
    name, words = (
        ("go to response", "Move the focus to the response after F5")
        if stays
        else ("stay here", "Keep the focus in the event after F5")
    )
    choose = partial(screen.controllers.sender.choose_focus, stays_in_event=not stays)
    yield SystemCommand(f"event: {name} after sending", words, choose)
    yield SystemCommand("event: format", "Format the JSON of the event", editor.action_format)
    yield SystemCommand("event: import", "Import a curl command, HAR entry or sendEvent call", screen.action_import)
    yield SystemCommand("event: undo", "Undo the last edit", editor.area.action_undo)
    yield SystemCommand("event: redo", "Redo what was undone", editor.area.action_redo)
    words = "Convert an event of API v2 to events[] of v1, or back"
    yield SystemCommand("event: convert to v1 or v2", words, editor.action_convert)
    words = "Enter the values of {{ask:…}} again"
    yield SystemCommand("event: change prompted values", words, screen.action_answers)
    yield SystemCommand(
        "event: go to JSON pointer", "Put the cursor on the value at a JSON pointer", editor.action_go_to_path
    )
    yield SystemCommand(
        "event: edit in $EDITOR", "Edit the event in the program that $EDITOR names", editor.action_external_editor
    )
    for tab, words in _TABS.items():
        tab_id = "draft-sent" if tab == "preview" else f"draft-{tab}"
        yield SystemCommand(f"event: {tab}", words, partial(editor.show_tab, tab_id))
    words = "Send the event to several datastreams and compare"
    yield SystemCommand("event: side by side", words, screen.action_side_by_side)
    yield SystemCommand("event: watch", "Send the event again until something changes", screen.action_watch)


def _template_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    words = "Search, preview, duplicate, rename or delete templates"
    yield SystemCommand("template: search", words, screen.action_browse_templates)
    yield SystemCommand("template: save the draft", "Save the draft as a template", screen.action_save_template)
    for template in screen.workspace.templates.entries():
        load = partial(screen.load_template, template.name)
        yield PrefixedCommand(f"template: {template.title}", without_marks(template.summary), load)


def _profile_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    yield SystemCommand("profile: add", "Add a profile for your own datastream", screen.action_add_profile)
    for profile in screen.workspace.profiles.usable():
        words = f"Send to {profile.host}, {profile.environment_name}"
        yield SystemCommand(f"profile: use {profile.name}", words, partial(screen.controllers.profiles.use, profile))
    words = "Check which services of the datastream respond"
    yield SystemCommand("profile: doctor", words, screen.action_doctor)
    if screen.state.profile.value.is_emulated:
        words = "Choose a datastream of the emulator, and switch its services"
        yield SystemCommand("emulator: datastreams and services", words, screen.action_emulator)


def _visitor_commands(screen: "Workbench") -> Iterator[SystemCommand]:
    yield SystemCommand("visitor: manage", "Manage visitors and their cookies", screen.action_visitors)
    yield SystemCommand("visitor: new", "Send as a new visitor without cookies", screen.action_new_visitor)
    for name in screen.workspace.visitors.names():
        if name != screen.state.visitor.value:
            yield SystemCommand(f"visitor: use {name}", "Send as this visitor", partial(screen.use_visitor, name))
