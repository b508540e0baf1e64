"""The keys of the event editor, in every one of its tabs."""

from textual.binding import Binding, BindingType

BINDINGS: list[BindingType] = [
    Binding("ctrl+l", "format", "Format", show=False, tooltip="Format the JSON of the event", id="event.format"),
    Binding("ctrl+g", "next_finding(1)", "Next problem", show=False, id="event.finding.next",
            tooltip="Move the cursor to where the next problem is"),
    Binding("alt+g", "next_finding(-1)", "Previous problem", show=False, id="event.finding.previous",
            tooltip="Move the cursor to where the previous problem is"),
    Binding("ctrl+t", "tab(1)", "Next tab", show=False, id="event.tab.next",
            tooltip="Show the next tab: Event, Query, Overrides, Headers, Preview"),
    Binding("alt+t", "tab(-1)", "Previous tab", show=False, id="event.tab.previous",
            tooltip="Show the tab to the left"),
    Binding("alt+e", "convert", "Convert", show=False, id="event.convert",
            tooltip="Convert between event (API v2) and events[] (API v1)"),
    Binding("f4", "external_editor", "$EDITOR", show=False, id="event.editor",
            tooltip="Edit the event in $VISUAL / $EDITOR"),
    Binding("ctrl+n", "go_to_path", "Go to path", show=False, id="event.path",
            tooltip="Put the cursor on the value at a JSON pointer"),
    Binding("f12", "fix", "Fix", show=False, id="event.fix",
            tooltip="Apply the suggested fix (ctrl+z undoes)"),
]  # fmt: skip
