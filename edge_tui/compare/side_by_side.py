"""One event on several datastreams: what each answered, by handle, held against the first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from edge_tui.compare.diff import IGNORED_PATHS, Change, Difference, diff
from edge_tui.model.document import JsonObject, JsonValue, compact
from edge_tui.model.exchange import Exchange
from edge_tui.model.node import ABSENT
from edge_tui.model.response import InteractResponse

_SECTIONS = {"handle": "handle", "errors": "error", "warnings": "warning"}

# What a datastream must have switched on for a handle to come (Adobe's datastream guide).
_FROM = {
    "activation:pull": "Adobe Experience Platform with Edge Segmentation and Personalization Destinations",
    "activation:push": "Audience Manager, with its cookie or URL destinations",
    "personalization:decisions TGT": "Adobe Target",
    "personalization:decisions AJO": "Adobe Journey Optimizer",
    "personalization:decisions EXD": "Offer Decisioning",
    "personalization:decisions ODE": "Offer Decisioning",
    "personalization:decisions": "Adobe Target, Journey Optimizer or Offer Decisioning",
    "identity:exchange": "third-party id syncs",
    "media-analytics:new-session": "Media Analytics",
}


class Mark(StrEnum):
    """How a cell stands against the first column."""

    SAME = "="
    MISSING = "-"
    ADDED = "+"
    CHANGED = "~"
    NONE = " "

    @property
    def word(self) -> str:
        """The mark in a word."""
        return {"=": "same", "-": "missing", "+": "added", "~": "changed", " ": "none"}[self.value]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one datastream answered of one row. `text` is short: a count, a status.

    `value` is the handle or the problem itself; of one that is missing here, the first column's.
    """

    mark: Mark
    text: str = ""
    differences: tuple[Difference, ...] = ()
    value: JsonValue = ABSENT

    @property
    def words(self) -> str:
        """The cell as a text: `- missing`, `~ changed 2 items`, `= 1 item`; empty where there is nothing."""
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
        """Whether any column is unlike the first."""
        return any(cell.mark not in (Mark.SAME, Mark.NONE) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of the verdict, and whether it tells of a difference."""

    text: str
    differs: bool = True


@dataclass(frozen=True, slots=True)
class Matrix:
    """The answers side by side, and the verdict in words."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    verdict: tuple[Sentence, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The verdict as texts."""
        return tuple(sentence.text for sentence in self.verdict)

    def lines(self) -> list[str]:
        """The matrix as lines of text, its columns aligned."""
        rows = [("", *self.names), *((row.label, *(cell.words for cell in row.cells)) for row in self.rows)]
        widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
        return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]

    def text(self) -> str:
        """The verdict and the matrix."""
        return "\n".join([*self.sentences, "", *self.lines()]) + "\n"

    @property
    def differs(self) -> bool:
        """Whether any answer differs from the first in what is not volatile."""
        return any(row.differs for row in self.rows)


def compare(names: Sequence[str], exchanges: Sequence[Exchange], ignore: Sequence[str] = IGNORED_PATHS) -> Matrix:
    """The answers of two or more exchanges, each held against the first."""
    documents = [_document(exchange) for exchange in exchanges]
    differences = tuple(diff(documents[0], document, ignore) for document in documents)
    rows = [_status_row(exchanges)]
    for section, kind in _SECTIONS.items():
        rows += _rows(section, kind, documents, differences)
    return Matrix(tuple(names), tuple(rows), tuple(_sentences(names, exchanges, rows)))


def _document(exchange: Exchange) -> JsonObject:
    """The answer with every problem under `errors`; what is no envelope has its body alone."""
    answer = exchange.answer
    if answer is None:
        return {}
    response = answer.response()
    if not isinstance(response, InteractResponse):
        return {"body": answer.text}
    if response.problem is not None:
        return {"errors": [response.problem.members]}
    return response.document if isinstance(response.document, dict) else {"body": response.document}


def _status_row(exchanges: Sequence[Exchange]) -> Row:
    texts = [_status(exchange) for exchange in exchanges]
    return Row("status", "status", tuple(Cell(Mark.SAME if each == texts[0] else Mark.CHANGED, each) for each in texts))


def _status(exchange: Exchange) -> str:
    if exchange.answer is not None:
        return f"{exchange.answer.status} {exchange.answer.reason}".strip()
    return f"no answer: {exchange.failure.kind}" if exchange.failure else "unfinished"


def _rows(
    section: str, kind: str, documents: Sequence[JsonObject], differences: Sequence[tuple[Difference, ...]]
) -> Iterator[Row]:
    named = [_named(document.get(section)) for document in documents]
    changes = [_within(found, section) for found in differences]
    for label in dict.fromkeys(label for each in named for label in each):
        cells = [_cell(kind, label, named[0], here, changed) for here, changed in zip(named, changes, strict=True)]
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


def _named(items: JsonValue) -> dict[str, JsonValue]:
    """The items of a section by the names that the comparison matches them by."""
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
        sentences = list(_of_column(index, name, first, rows)) if exchanges[index].answer else []
        if exchanges[index].answer is None:
            yield Sentence(f"{name} did not answer: {_status(exchanges[index])}.")
        elif exchanges[0].answer is None:
            yield Sentence(f"{name} answered {_status(exchanges[index])}; {first} did not answer at all.")
        elif sentences:
            yield from map(Sentence, sentences)
        else:
            yield Sentence(f"{name} answers as {first} does; only what is volatile differs.", differs=False)


def _of_column(index: int, name: str, first: str, rows: Sequence[Row]) -> Iterator[str]:
    def labels(mark: Mark, *kinds: str) -> list[str]:
        return [row.label for row in rows if row.cells[index].mark is mark and row.kind in kinds]

    if rows[0].cells[index].mark is Mark.CHANGED:
        yield f"{name} answers {rows[0].cells[index].text}, {first} {rows[0].cells[0].text}."
    if missing := labels(Mark.MISSING, "handle"):
        causes = dict.fromkeys(cause for label in missing if (cause := _cause(label)))
        hint = f" Check that its datastream has {' and '.join(causes)}." if causes else ""
        yield f"{name} lacks {_listed(missing)}, which {first} answers with.{hint}"
    if added := labels(Mark.ADDED, "handle"):
        yield f"{name} answers with {_listed(added)}, which {first} lacks."
    if problems := labels(Mark.ADDED, "error", "warning"):
        yield f"{name} reports {_listed(problems)}, and {first} does not."
    if gone := labels(Mark.MISSING, "error", "warning"):
        yield f"{first} reports {_listed(gone)}, and {name} does not."
    for row in rows:
        if row.cells[index].mark is Mark.CHANGED and row.kind != "status":
            yield f"{row.label} differs in {name}: {difference_words(row.cells[index].differences)}."


def difference_words(differences: Iterable[Difference]) -> str:
    """The first value that differs, and how many more do: `…/activity/id 649330 → 649331, and 2 more`."""
    leaves = [each for found in differences for each in found.walk()]
    if not leaves:
        return "in nothing that can be told"
    change = leaves[0]
    place = (change.right_pointer or change.left_pointer or "").split("/payload/", 1)[-1]
    if change.change is Change.CHANGED:
        words = f"{place} {_brief(change.left)} → {_brief(change.right)}"
    else:
        words = f"{change.label} {change.change}"
    return words + (f", and {len(leaves) - 1} more" if len(leaves) > 1 else "")


def _cause(label: str) -> str | None:
    return _FROM.get(label) or _FROM.get(label.split(" ", maxsplit=1)[0])


def _listed(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _brief(value: JsonValue) -> str:
    text = value if isinstance(value, str) else compact(value)
    return text if len(text) <= 40 else text[:39] + "…"
