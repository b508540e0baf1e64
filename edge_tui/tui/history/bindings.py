"""The history screen's keys: the footer, help, keymap file and the README's key table derive from these."""

from textual.binding import Binding, BindingType

BINDINGS: list[BindingType] = [
    Binding("slash", "search", "Search", id="history.search", tooltip="Search by words, an ID, status:207 before:2d …"),
    Binding("d", "compare", "Compare", id="history.compare", tooltip="Compare the two selected with space"),
    Binding(
        "s",
        "replay_selection",
        "Send selection",
        id="history.series",
        tooltip="Send the selected exchanges again, in their order",
    ),
    Binding("V", "replay_as", "Replay as", id="history.as", tooltip="Replay with another profile or visitor"),
    Binding("asterisk", "pin", "Pin", id="history.pin", show=False, tooltip="Protect it from pruning"),
    Binding("M", "note", "Note", id="history.note", show=False, tooltip="Add a note, to find it by"),
    Binding("C", "recording", "Visit", id="history.recording", tooltip="Open the recorded visit it is part of"),
    Binding("x", "export", "Export", id="history.export", tooltip="Export to a file, as curl, HAR and more"),
    Binding(
        "delete,backspace",
        "delete",
        "Delete",
        id="history.delete",
        show=False,
        tooltip="Delete permanently, after asking",
    ),
    Binding("P", "prune", "Prune", id="history.prune", show=False, tooltip="Delete by age and size"),
    Binding("escape", "stop_or_leave", "Back", tooltip="Stops deleting, goes to the list, clears search and selection"),
    Binding("q", "leave", "Back", show=False),
    Binding("tab", "app.focus_next", "Next pane", show=False),
]
