"""JSONPath queries (RFC 9535) on the document of an outline."""

from itertools import islice

from edge_tui.model.node import ABSENT, Node, branch, node_of_json


class PathError(ValueError):
    """The path is invalid, or there is no JSON document; the message says which."""


def select_nodes(outline: Node, path: str, most: int) -> Node:
    """The values that match a path, as a tree; its value is the number of matches.

    Raises `PathError`. Shows at most `most` values.
    """
    import jsonpath

    if outline.content is ABSENT:
        raise PathError("there is no JSON body to search")
    try:
        matches = list(islice(jsonpath.finditer(path, outline.content), most + 1))
    except (jsonpath.JSONPathError, RecursionError) as error:
        raise PathError(f"invalid JSONPath: {error}") from error
    nodes = []
    for match in matches[:most]:
        pointer = str(match.pointer())
        nodes.append(node_of_json(pointer or "$", match.value, pointer))
    more = f"more than {most}" if len(matches) > most else str(len(matches))
    return Node(path, f"{more} found", branches=branch(*nodes) or (lambda: ()))
