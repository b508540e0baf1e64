"""The keys of the tree; the Explain pane has some of them too, on the same node."""

from textual.binding import Binding, BindingType

BINDINGS: list[BindingType] = [
    Binding("j", "cursor_down", "Down", show=False, id="tree.down", tooltip="Move the cursor down"),
    Binding("k", "cursor_up", "Up", show=False, id="tree.up", tooltip="Move the cursor up"),
    Binding("l,right", "open", "Open", show=False, tooltip="Open the node, or go to its first child", id="tree.open"),
    Binding("h,left", "close", "Close", show=False, tooltip="Close the node, or go to its parent", id="tree.close"),
    Binding("space", "toggle_node", "Fold", show=False, tooltip="Open or close the node", id="tree.fold"),
    Binding("J", "group(1)", "Next handle", show=False, id="tree.next", tooltip="Skip what this handle contains"),
    Binding(
        "K", "group(-1)", "Previous handle", show=False, id="tree.previous", tooltip="Skip back to the handle above"
    ),
    Binding("n", "hit(1)", "Next match", tooltip="Go to the next match of the search or filter", id="tree.next-hit"),
    Binding(
        "N",
        "hit(-1)",
        "Previous match",
        show=False,
        id="tree.previous-hit",
        tooltip="Go to the previous match of the search or filter",
    ),
    Binding("E", "expand", "Expand", show=False, tooltip="Expand everything below the node", id="tree.expand"),
    Binding("c", "collapse", "Collapse", show=False, tooltip="Collapse everything below the node", id="tree.collapse"),
    Binding("full_stop", "actions", "Actions", tooltip="List what can be done with this node", id="tree.actions"),
    Binding("y", "copy('value')", "Copy", tooltip="Copy the node's value", id="tree.copy"),
    Binding("Y", "copy('path')", "Copy path", show=False, tooltip="Copy the node's JSON pointer", id="tree.path"),
    Binding("F", "json", "JSON", show=False, tooltip="Show the node's JSON, or fold it", id="tree.json"),
]
