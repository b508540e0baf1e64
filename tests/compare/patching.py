"""Applies differences to a document, to show that a diff misses nothing."""

from collections.abc import Iterable

from edge_tui.compare.diff import Change, Difference
from edge_tui.model.json.document import JsonValue, split
from edge_tui.model.node import ABSENT


def patched(document: JsonValue, differences: Iterable[Difference]) -> JsonValue:
    """The left document turned into the right one, except for ignored paths and the order of keyed items."""
    whole = tuple(differences)
    if len(whole) == 1 and whole[0].left_pointer == "" and whole[0].right_pointer == "":
        return whole[0].right
    return _patched(document, whole)


def _patched(document: JsonValue, differences: tuple[Difference, ...]) -> JsonValue:
    if isinstance(document, dict):
        result = dict(document)
        for each in differences:
            name = split(each.left_pointer or each.right_pointer or "")[-1]
            if each.change is Change.REMOVED:
                del result[name]
            else:
                result[name] = _new_value(each, document)
        return result
    if not isinstance(document, list):
        return document
    items: list[JsonValue] = list(document)
    for each in differences:
        if each.left_pointer is not None:
            index = int(split(each.left_pointer)[-1])
            items[index] = ABSENT if each.change is Change.REMOVED else _new_value(each, document)
    return [item for item in items if item is not ABSENT] + [
        each.right for each in differences if each.change is Change.ADDED
    ]


def _new_value(difference: Difference, holder: JsonValue) -> JsonValue:
    if difference.change is not Change.INSIDE:
        return difference.right
    token = split(difference.left_pointer or "")[-1]
    return _patched(holder[int(token) if isinstance(holder, list) else token], difference.inside)
