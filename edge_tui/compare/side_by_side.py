"""One event side by side on several datastreams: each response compared with the first, by handle."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from edge_tui.compare.diff import IGNORED_PATHS, Change, Difference, diff
from edge_tui.compare.difference_tree import brief
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonObject, JsonValue
from edge_tui.model.node import ABSENT
from edge_tui.model.response import InteractResponse

_MAX_VALUE_LENGTH = 40
_SECTIONS = {"handle": "handle", "errors": "error", "warnings": "warning"}

# The services that a datastream needs to return a handle (Adobe's datastream guide).
_REQUIRED_SERVICES = {
    "activation:pull": "Adobe Experience Platform with Edge Segmentation and Personalization Destinations",
    "activation:push": "Audience Manager, with its cookie or URL destinations",
    "personalization:decisions TGT": "Adobe Target",
    "personalization:decisions AJO": "Adobe Journey Optimizer",
    "personalization:decisions EXD": "Offer Decisioning",
    "personalization:decisions ODE": "Offer Decisioning",
    "personalization:decisions": "Adobe Target, Journey Optimizer or Offer Decisioning",
    "identity:exchange": "third-party ID syncs",
    "media-analytics:new-session": "Media Analytics",
}


class Mark(StrEnum):
    """The result of comparing a cell with the first column."""

    SAME = "="
    MISSING = "-"
    ADDED = "+"
    CHANGED = "~"
    NONE = " "

    @property
    def word(self) -> str:
        """The mark as a word."""
        return {"=": "same", "-": "missing", "+": "added", "~": "changed", " ": "none"}[self.value]


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of one datastream's response. `text` is short: a count, a status.

    `value` is the handle or the problem; if it is missing here, the one of the first column.
    """

    mark: Mark
    text: str = ""
    differences: tuple[Difference, ...] = ()
    value: JsonValue = ABSENT

    @property
    def words(self) -> str:
        """The cell as text: `- missing`, `~ changed 2 items`, `= 1 item`, or empty."""
        if self.mark is Mark.NONE:
            return ""
        word = "" if self.mark is Mark.SAME and self.text else f"{self.mark.word} "
        return f"{self.mark} {word}{self.text}".rstrip()


@dataclass(frozen=True, slots=True)
class Row:
    """One handle, one problem, or the status. `kind` is `status`, `handle`, `error` or `warning`."""

    kind: str
    label: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether any column differs from the first."""
        return any(cell.mark not in (Mark.SAME, Mark.NONE) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the verdict, and whether it is about a difference."""

    text: str
    differs: bool = True


@dataclass(frozen=True, slots=True)
class Matrix:
    """The responses side by side, and the verdict in sentences."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    verdict: tuple[Sentence, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The verdict as strings."""
        return tuple(sentence.text for sentence in self.verdict)

    def lines(self) -> list[str]:
        """The matrix as text, with aligned columns."""
        rows = [("", *self.names), *((row.label, *(cell.words for cell in row.cells)) for row in self.rows)]
        widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
        return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]

    def text(self) -> str:
        """The verdict and the matrix."""
        return "\n".join([*self.sentences, "", *self.lines()]) + "\n"

    @property
    def differs(self) -> bool:
        """Whether any response differs from the first, ignored paths aside."""
        return any(row.differs for row in self.rows)


def build_matrix(names: Sequence[str], exchanges: Sequence[Exchange], ignore: Sequence[str] = IGNORED_PATHS) -> Matrix:
    """Compares the responses of two or more exchanges, each with the first."""
    documents = [_document(exchange) for exchange in exchanges]
    differences = tuple(diff(documents[0], document, ignore) for document in documents)
    rows = [_status_row(exchanges)]
    for section, kind in _SECTIONS.items():
        rows += _rows(section, kind, documents, differences)
    return Matrix(tuple(names), tuple(rows), tuple(_sentences(names, exchanges, rows)))


def _document(exchange: Exchange) -> JsonObject:
    """The response with every problem under `errors`; `body` alone if it isn't an envelope."""
    response = exchange.response
    if response is None:
        return {}
    parsed = response.parsed()
    if not isinstance(parsed, InteractResponse):
        return {"body": response.text}
    if parsed.problem is not None:
        return {"errors": [parsed.problem.members]}
    return parsed.document if isinstance(parsed.document, dict) else {"body": parsed.document}


def _status_row(exchanges: Sequence[Exchange]) -> Row:
    texts = [_status(exchange) for exchange in exchanges]
    return Row("status", "status", tuple(Cell(Mark.SAME if each == texts[0] else Mark.CHANGED, each) for each in texts))


def _status(exchange: Exchange) -> str:
    if exchange.response is not None:
        return f"{exchange.response.status} {exchange.response.reason}".strip()
    return f"no response: {exchange.failure.kind.word}" if exchange.failure else "unfinished"


def _rows(
    section: str, kind: str, documents: Sequence[JsonObject], differences: Sequence[tuple[Difference, ...]]
) -> Iterator[Row]:
    items = [_by_key(document.get(section)) for document in documents]
    changes = [_within(found, section) for found in differences]
    for label in dict.fromkeys(label for each in items for label in each):
        cells = [_cell(kind, label, items[0], here, changed) for here, changed in zip(items, changes, strict=True)]
        yield Row(kind, label, tuple(cells))


def _cell(
    kind: str, label: str, first: dict[str, JsonValue], here: dict[str, JsonValue], changed: dict[str, Difference]
) -> Cell:
    if label not in here:
        return Cell(Mark.MISSING, value=first[label]) if label in first else Cell(Mark.NONE)
    text = _count(here[label]) if kind == "handle" else ""
    if label not in first:
        return Cell(Mark.ADDED, text, value=here[label])
    if label not in changed:
        return Cell(Mark.SAME, text, value=here[label])
    found = changed[label]
    return Cell(Mark.CHANGED, text, found.inside or (found,), here[label])


def _by_key(items: JsonValue) -> dict[str, JsonValue]:
    """The items of a section by the keys that the diff matches them by."""
    if not isinstance(items, list):
        return {}
    return {each.label: each.left for each in diff(items, [], ())}


def _within(differences: Iterable[Difference], section: str) -> dict[str, Difference]:
    found = next((each for each in differences if each.label == section), None)
    return {each.label: each for each in found.inside} if found else {}


def _count(handle: Any) -> str:
    payload = handle.get("payload") if isinstance(handle, dict) else None
    if not isinstance(payload, list):
        return ""
    return f"{len(payload)} item{'' if len(payload) == 1 else 's'}"


def _sentences(names: Sequence[str], exchanges: Sequence[Exchange], rows: Sequence[Row]) -> Iterator[Sentence]:
    first = names[0]
    for index, name in enumerate(names[1:], start=1):
        sentences = list(_column_sentences(index, name, first, rows)) if exchanges[index].response else []
        if exchanges[index].response is None:
            yield Sentence(f"{name}: {_status(exchanges[index])}.")
        elif exchanges[0].response is None:
            yield Sentence(f"{name} returned {_status(exchanges[index])}; {first} didn't respond.")
        elif sentences:
            yield from map(Sentence, sentences)
        else:
            yield Sentence(f"{name} matches {first}; only ignored fields differ.", differs=False)


def _column_sentences(index: int, name: str, first: str, rows: Sequence[Row]) -> Iterator[str]:
    def labels(mark: Mark, *kinds: str) -> list[str]:
        return [row.label for row in rows if row.cells[index].mark is mark and row.kind in kinds]

    if rows[0].cells[index].mark is Mark.CHANGED:
        yield f"{name} returned {rows[0].cells[index].text}, {first} {rows[0].cells[0].text}."
    if missing := labels(Mark.MISSING, "handle"):
        services = dict.fromkeys(service for label in missing if (service := _required_service(label)))
        hint = f" Check that its datastream has {' and '.join(services)}." if services else ""
        yield f"{name} didn't return {_listed(missing)} ({first} did).{hint}"
    if added := labels(Mark.ADDED, "handle"):
        yield f"{name} returned {_listed(added)} ({first} didn't)."
    if problems := labels(Mark.ADDED, "error", "warning"):
        yield f"{name} reports {_listed(problems)} ({first} doesn't)."
    if gone := labels(Mark.MISSING, "error", "warning"):
        yield f"{first} reports {_listed(gone)} ({name} doesn't)."
    for row in rows:
        if row.cells[index].mark is Mark.CHANGED and row.kind != "status":
            yield f"{row.label} differs in {name}: {difference_words(row.cells[index].differences)}."


def difference_words(differences: Iterable[Difference]) -> str:
    """The first difference and the number of others: `…/activity/id 649330 → 649331, and 2 more`."""
    leaves = [each for found in differences for each in found.walk()]
    if not leaves:
        return "no visible difference"
    change = leaves[0]
    place = (change.right_pointer or change.left_pointer or "").split("/payload/", 1)[-1]
    if change.change is Change.CHANGED:
        words = f"{place} {brief(change.left, _MAX_VALUE_LENGTH)} → {brief(change.right, _MAX_VALUE_LENGTH)}"
    else:
        words = f"{change.label} {change.change}"
    return words + (f", and {len(leaves) - 1} more" if len(leaves) > 1 else "")


def _required_service(label: str) -> str | None:
    return _REQUIRED_SERVICES.get(label) or _REQUIRED_SERVICES.get(label.split(" ", maxsplit=1)[0])


def _listed(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
