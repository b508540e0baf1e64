"""A JSONPath (RFC 9535) over the document an outline stands for."""

from itertools import islice

from edge_tui.model.node import ABSENT, Node, branch, node_of_json


class PathError(ValueError):
    """The path is none, or there is no document to look into; the message says which."""


def picked(outline: Node, path: str, most: int) -> Node:
    """What a path leads to, as a tree of its own; the value says how many there are.

    Raises `PathError` for a path that cannot be read. At most `most` values are shown.
    """
    import jsonpath

    if outline.content is ABSENT:
        raise PathError("there is no JSON body to look into")
    try:
        matches = list(islice(jsonpath.finditer(path, outline.content), most + 1))
    except (jsonpath.JSONPathError, RecursionError) as error:
        raise PathError(f"not a JSONPath: {error}") from error
    nodes = []
    for match in matches[:most]:
        pointer = str(match.pointer())
        nodes.append(node_of_json(pointer or "$", match.value, pointer))
    more = f"more than {most}" if len(matches) > most else str(len(matches))
    return Node(path, f"{more} found", branches=branch(*nodes) or (lambda: ()))
