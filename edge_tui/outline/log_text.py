"""Any copied text as a tree: a response body as it is, or what a log has of the Edge Network."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.model.encoding import decode_body
from edge_tui.model.node import ABSENT, Node, Tone
from edge_tui.outline import outline_of_body
from edge_tui.outline.wrapping import unwrap
from edge_tui.values.opening import in_ranges

if TYPE_CHECKING:
    from edge_tui.logs import Excerpt, Log

_BODIES = ("response", "problem")
_MAX_DOCUMENTS = 1_000
_MAX_LITERAL = 1_000_000
_JSON = re.compile(rb"\s*(?:\{|\[\s*[\[{\"])")


@dataclass(frozen=True, slots=True)
class TextOutline:
    """`sentence` says what the text was read as; empty for a response body alone."""

    tree: Node
    sentence: str = ""


def outline_of_text(text: bytes, now: datetime) -> TextOutline:
    """The tree of a response body, or of the requests and responses in any other text.

    A body alone gives exactly `outline_of_body`.
    """
    return _outline(text, now, 0)


def _outline(text: bytes, now: datetime, layer: int) -> TextOutline:
    """As `outline_of_text`, of a text that is behind so many encodings."""
    tree = outline_of_body(text, now)
    if (other := of_another_service(tree.content, now)) is not None:
        return other
    if _is_a_body(tree):
        return TextOutline(tree)
    wrapped = unwrap(text)
    log, is_literal = read_documents(decode_body(wrapped.body))
    if not log.excerpts:
        from edge_tui.logs.abbreviated import abbreviated

        decoded = _of_decoded(decode_body(wrapped.body), now, layer)
        return decoded or TextOutline(_masked(tree, text, now), abbreviated(decode_body(wrapped.body[:_MAX_LITERAL])))
    if is_literal:
        from edge_tui.logs import named

        (found,) = log.excerpts
        return TextOutline(_node(found, now), f"Read {named(found.kind)}, written as an object of a program.")
    node = _node(log.excerpts[0], now) if len(log.excerpts) == 1 else _tree_of_log(log, now)
    # A damaged body is shown as well, with the place of the parse error.
    is_damaged = tree.content is ABSENT and _JSON.match(wrapped.body) is not None
    rest = tree.children if is_damaged else wrapped.nodes
    return TextOutline(replace(node, branches=lambda: [*node.children(), *rest()]), log.sentence)


def _masked(tree: Node, text: bytes, now: datetime) -> Node:
    """The tree of a text that has nothing of the Edge Network: it may be anything, such as a token."""
    from edge_tui.model.credential_text import has_secret, masked_body, without_secrets

    given = decode_body(text)
    if not has_secret(given):
        return tree
    masked = masked_body(given) if tree.content is not ABSENT else without_secrets(given)
    return outline_of_body(masked.encode("utf-8", "surrogatepass"), now)


def _of_decoded(text: str, now: datetime, layer: int) -> TextOutline | None:
    """What is behind a text that something has encoded as a whole; None for any other."""
    from edge_tui.logs.encoded import MAX_LAYERS, decodings

    for decoded, note in decodings(text) if layer < MAX_LAYERS else ():
        inner = _outline(decoded.encode("utf-8", "surrogatepass"), now, layer + 1)
        if inner.sentence or isinstance(inner.tree.content, dict):
            return replace(inner, sentence=f"{inner.sentence} {note}".lstrip())
    return None


def of_another_service(content: object, now: datetime) -> TextOutline | None:
    """A document of Adobe's other services, without the access tokens in it; None for any other."""
    if not isinstance(content, dict) or "handle" in content:
        return None
    from edge_tui.logs.other_services import other_service
    from edge_tui.model.credential_text import masked_document
    from edge_tui.values.opening import children_of

    service = other_service(content)
    if service is None:
        return None
    document = masked_document(content)
    node = Node("not of the Edge Network", service.what, Tone.WARNING, "", document, service.fix)
    return TextOutline(replace(node, branches=lambda: children_of(document, "", now)), service.sentence)


def read_documents(text: str) -> "tuple[Log, bool]":
    """What a text has of the Edge Network, and whether it's one object as a program writes it."""
    # Only now: a response alone is read without it.
    from edge_tui.logs import Log, read_log

    log = read_log(text)
    if all(each.cut_off for each in log.excerpts) and (found := _literal(text)):
        return Log("text", (found,)), True
    return log, False


def _literal(text: str) -> "Excerpt | None":
    """A document of the Edge Network that JavaScript or Python printed, or that has comments or trailing commas."""
    from edge_tui.formats.scripts.literal import literal
    from edge_tui.logs import Excerpt, kind_of_document
    from edge_tui.model.json.document import compact

    document = literal(text) if len(text) <= _MAX_LITERAL else None
    kind = kind_of_document(document)
    return Excerpt(kind, document, compact(document), 1) if kind is not None else None


def _is_a_body(tree: Node) -> bool:
    """Whether a tree is of a gateway's response, rather than of another document that looks similar."""
    if tree.label == "body":
        return False
    # Known without looking further: a huge response, or one with handles.
    if tree.content is ABSENT or (isinstance(tree.content, dict) and isinstance(tree.content.get("handle"), list)):
        return True
    from edge_tui.logs import kind_of_document

    documents = tree.content if isinstance(tree.content, list) else [tree.content]
    kinds = {kind_of_document(document) for document in documents[:_MAX_DOCUMENTS]}
    return kinds <= {None, *_BODIES}


def _tree_of_log(log: "Log", now: datetime) -> Node:
    def node(index: int) -> Node:
        excerpt = log.excerpts[index]
        made = _node(excerpt, now)
        return replace(made, value=f"line {excerpt.line} · {made.value}".removesuffix(" · "))

    return Node(log.source, log.summary, Tone.HEADING, branches=lambda: in_ranges(len(log.excerpts), node))


def _node(excerpt: "Excerpt", now: datetime) -> Node:
    """One document: a response as a body alone, anything else by its kind."""
    from edge_tui.logs import Kind
    from edge_tui.outline.recognized import recognized_nodes, recognized_summary

    document, kind = excerpt.document, excerpt.kind
    if kind in _BODIES:
        node = outline_of_body(excerpt.text.encode("utf-8", "surrogatepass"), now)
    else:
        is_error = kind in (Kind.ADOBE_IO_ERROR, Kind.IMS_ERROR)
        node = Node(
            kind,
            recognized_summary(kind, document),
            Tone.ERROR if is_error else Tone.PLAIN,
            "",
            document,
            branches=lambda: recognized_nodes(kind, document, now),
        )
    context = list(_context(excerpt))
    return replace(node, branches=lambda: [*context, *_children(node)]) if context else node


def _children(node: Node) -> Iterator[Node]:
    yield from node.children()


def _context(excerpt: "Excerpt") -> Iterator[Node]:
    """What the text says about a document: that it is cut off, its URL, its status."""
    if excerpt.cut_off:
        yield Node("cut off", excerpt.cut_off, Tone.WARNING, note=excerpt.cut_off)
    if excerpt.url and excerpt.kind == "request":
        yield Node("URL", excerpt.url, Tone.DIM, content=excerpt.url)
    if excerpt.status is not None and excerpt.kind in _BODIES:
        yield Node("status", str(excerpt.status), Tone.DIM)
