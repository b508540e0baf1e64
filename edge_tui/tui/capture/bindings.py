"""The Capture screen's keys: the footer, help, keymap file and the README's key table derive from these."""

from textual.binding import Binding, BindingType

BINDINGS: list[BindingType] = [
    Binding("escape", "stop_or_leave", "Stop / back",
            tooltip="Clear the filter, then the selection; then leave, and stop the recording after asking"),
    Binding("escape", "leave", "Back", tooltip="Clear the filter, then the selection; then leave"),
    Binding("q", "leave", "Back", show=False),
    Binding("space", "hold", "Hold", id="capture.hold",
            tooltip="Hold the list still, or show what has come; the recording goes on"),
    Binding("o", "edit", "Edit & send", id="capture.edit",
            tooltip="Open as draft, to edit and send it elsewhere"),
    Binding("d", "compare", "Compare", id="capture.compare",
            tooltip="Compare the two selected calls; a call or a page with the same on another page"),
    Binding("slash", "filter", "Filter", id="capture.filter",
            tooltip="Filter the calls: words, type: page: status: ds: tab: finding: blocked …"),
    Binding("f3,ctrl+s", "save_template", "Template", id="capture.template", key_display="f3",
            tooltip="Save the call's event as a template; those of the selected calls"),
    Binding("a", "new_visitor", "New visitor", id="capture.visitor",
            tooltip="Make a new visitor of the recording's cookies"),
    Binding("A", "expect", "Expectation", id="capture.expect",
            tooltip="Copy an expectation for CI of this call, page or command, or against this finding"),
    Binding("x", "export", "Export", id="capture.export",
            tooltip="Export calls, or the selected ones, as HAR, JSON, CSV and more"),
    Binding("delete,backspace", "delete", "Delete", show=False, id="capture.delete",
            tooltip="Delete the selected calls, or the one under the cursor, after asking"),
    Binding("C", "again", "Capture", show=False, id="capture.again",
            tooltip="Record again, with other settings"),
    Binding("W", "rules", "Rules", show=False, id="capture.rules",
            tooltip="Change what passes: add, switch off and remove rules"),
    Binding("question_mark", "why", "Why", show=False, id="capture.why", key_display="?",
            tooltip="Find out why there is nothing for the call, or why the line is there"),
    Binding("full_stop", "actions", "Actions", id="capture.actions", tooltip="List what can be done with this call"),
    Binding("y", "copy", "Copy", show=False, id="capture.copy", tooltip="Copy the request's body"),
    Binding("1", "pane('calls')", "Calls", show=False, id="capture.pane.1", tooltip="Go to the calls"),
    Binding("2", "pane('sent')", "Sent", show=False, id="capture.pane.2", tooltip="Go to what was sent"),
    Binding("3", "pane('answer')", "Response", show=False, id="capture.pane.3", tooltip="Go to the response"),
    Binding("4", "pane('explain')", "Explain", show=False, id="capture.pane.4", tooltip="Go to the explanation"),
    Binding("5", "pane('visit')", "Visit", show=False, id="capture.pane.5", tooltip="Go to the findings of the visit"),
    Binding("tab", "app.focus_next", "Next pane", show=False),
]  # fmt: skip

# What has nothing to do in a visit without calls.
KEYS_OF_CALLS = frozenset(
    f"capture.{name}"
    for name in ("hold", "edit", "compare", "filter", "template", "visitor", "expect", "export", "delete", "actions",
                 "copy", "why")
)  # fmt: skip
