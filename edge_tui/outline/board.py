"""The board above a response: one chip for each thing one looks for first, made of the chips of the outline's nodes."""

from dataclasses import replace

from edge_tui.model.node import Board, Chip, Node
from edge_tui.outline.handle_chips import AJO, CONSENT, DESTINATIONS, ECID, OFFERS, SYNCS, TARGET, provider_service

ERRORS, WARNINGS = "errors", "warnings"

_ORDER = (ERRORS, WARNINGS, ECID, TARGET, AJO, OFFERS, SYNCS, DESTINATIONS, CONSENT)
_SERVICES = (TARGET, AJO, OFFERS)


def board_of(outline: Node) -> Board:
    """The board of an outline: only reads chips, which were made with the nodes of the first level."""
    by_name: dict[str, list[Chip]] = {}
    for node in (outline, *outline.children()):
        for chip in node.chips:
            by_name.setdefault(chip.name, []).append(chip)
    names = sorted(by_name, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    merged = (_merged(by_name[name]) for name in names)
    return Board(tuple(chip for chip in merged if chip.words))


def filtered(outline: Node, name: str) -> Node:
    """An outline with the nodes of a chip alone; of decisions, those of the chip's service."""

    def nodes() -> list[Node]:
        found = [node for node in outline.children() if any(chip.name == name for chip in node.chips)]
        return [_of_service(node, name) if name in _SERVICES else replace(node, opened=True) for node in found]

    return replace(outline, branches=nodes)


def _merged(chips: list[Chip]) -> Chip:
    """One chip: counts added up, words and tone of the last that has words."""
    count = sum(chip.count for chip in chips)
    worded = next((chip for chip in reversed(chips) if chip.words), chips[-1])
    words = worded.words.replace("{}", f"{count:,}")
    if "{}" in worded.words and not worded.words.endswith("{}") and count != 1:
        words += "s"
    return replace(worded, words=words, count=count, short=worded.short.replace("{}", f"{count:,}"))


def _of_service(node: Node, service: str) -> Node:
    """A group of decisions with the propositions of one service."""
    branches = node.branches
    if branches is None:
        return node
    return replace(
        node,
        opened=True,
        branches=lambda: [each for each in branches() if provider_service(each.content) in ("", service)],
    )
