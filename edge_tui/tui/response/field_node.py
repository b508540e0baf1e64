"""A field of the event as a node, for the pane that explains nodes."""

from collections.abc import Iterator

from edge_tui.lint.field_explanation import FieldExplanation
from edge_tui.model.node import Node, Tone, branch


def field_node(field: FieldExplanation) -> Node:
    """The field's title, description, type and values, and what Analytics makes of it."""
    name = field.path.rsplit(".", 1)[-1]
    return Node(
        field.title or name,
        field.type,
        pointer=field.pointer,
        note=field.description,
        source="adobe/xdm (CC-BY-4.0)" if field.description else "",
        branches=branch(*_facts(field)),
    )


def _facts(field: FieldExplanation) -> Iterator[Node]:
    yield Node("field", field.path, Tone.NAME)
    yield Node("type", " · ".join([field.type, *["required"] * field.is_required]))
    if field.analytics:
        yield Node("Analytics", field.analytics)
    if field.is_deprecated:
        yield Node("deprecated", "yes", Tone.WARNING)
    if field.values:
        more = f" … and {field.more_values} more" if field.more_values else ""
        yield Node("values", ", ".join(field.values) + more)
