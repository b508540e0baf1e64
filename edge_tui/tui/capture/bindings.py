"""The Capture screen's keys: the footer, help, keymap file and the README's key table derive from these."""

from textual.binding import Binding, BindingType

BINDINGS: list[BindingType] = [
    Binding("escape", "leave", "Stop / back", tooltip="Clear the filter; then leave, and stop a recording after asking"),
    Binding("q", "leave", "Back", show=False),
    Binding("space", "hold", "Hold", id="capture.hold",
            tooltip="Hold the list still, or show what has come; the recording goes on"),
    Binding("o", "edit", "Edit & send", id="capture.edit",
            tooltip="Open as draft, to edit and send it elsewhere"),
    Binding("d", "compare", "Compare", id="capture.compare",
            tooltip="With the same call of another page; on a page, with another page"),
    Binding("slash", "filter", "Filter", id="capture.filter",
            tooltip="Words, type: page: status: ds: tab: finding: blocked …"),
    Binding("f3,ctrl+s", "save_template", "Template", id="capture.template", key_display="f3",
            tooltip="Save the call's event as a template"),
    Binding("a", "new_visitor", "New visitor", id="capture.visitor",
            tooltip="New visitor with the cookies of the recording"),
    Binding("A", "expect", "Expectation", id="capture.expect",
            tooltip="Copy an expectation of this call, for edge-tui capture in CI"),
    Binding("x", "export", "Export", id="capture.export", tooltip="To a file, as HAR, CSV and more"),
    Binding("W", "rules", "Rewriting", show=False, id="capture.rules",
            tooltip="The rules that change what passes"),
    Binding("full_stop", "actions", "Actions", id="capture.actions", tooltip="Actions for this call"),
    Binding("y", "copy", "Copy", show=False, id="capture.copy", tooltip="Copy the request's body"),
    Binding("1", "pane('calls')", "Calls", show=False, id="capture.pane.1"),
    Binding("2", "pane('sent')", "Sent", show=False, id="capture.pane.2"),
    Binding("3", "pane('answer')", "Response", show=False, id="capture.pane.3"),
    Binding("4", "pane('explain')", "Explain", show=False, id="capture.pane.4"),
    Binding("5", "pane('visit')", "Visit", show=False, id="capture.pane.5", tooltip="Findings of the visit"),
    Binding("tab", "app.focus_next", "Next pane", show=False),
]  # fmt: skip
