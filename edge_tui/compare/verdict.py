"""What several responses side by side mean, in sentences: what a datastream lacks, and what to check."""

from collections.abc import Iterator, Sequence

from edge_tui.compare.diff import Change, Difference
from edge_tui.compare.difference_tree import brief
from edge_tui.compare.facts import Section
from edge_tui.compare.matrix import Cell, Mark, Row, Sentence, status_words
from edge_tui.identification import ecid_of
from edge_tui.model.exchange import Exchange
from edge_tui.model.identity import short_ecid

_MAX_VALUE_LENGTH = 40
_MAX_LISTED = 5
# The services that a datastream needs to return a handle (Adobe's datastream guide).
_REQUIRED_SERVICES = {
    "activation:pull": "Edge Segmentation and Personalization Destinations",
    "activation:push": "Audience Manager, with its cookie or URL destinations",
    "identity:exchange": "third-party ID syncs",
    "media-analytics:new-session": "Media Analytics",
}
# What of a proposition differs, most telling first: the end of a pointer, and its words.
_OF_A_DECISION = (
    ("/scopeDetails/activity/id", "another activity"),
    ("/activity/id", "another activity"),
    ("/scopeDetails/experience/id", "another experience"),
    ("/placement/id", "another placement"),
    ("/scopeDetails/decisionProvider", "another service"),
)


def sentences(names: Sequence[str], exchanges: Sequence[Exchange], rows: Sequence[Row]) -> Iterator[Sentence]:
    """The verdict: each datastream compared with the first."""
    first = names[0]
    yield from _identities(names, exchanges)
    for index, name in enumerate(names[1:], start=1):
        if exchanges[index].response is None:
            yield Sentence(f"{name}: {status_words(exchanges[index])}.")
        elif exchanges[0].response is None:
            yield Sentence(f"{name} returned {status_words(exchanges[index])}; {first} didn't respond.")
        elif found := list(_of_column(index, name, first, rows)):
            yield from map(Sentence, found)
        else:
            yield Sentence(f"{name} matches {first}; only ignored fields differ.", differs=False)


def _identities(names: Sequence[str], exchanges: Sequence[Exchange]) -> Iterator[Sentence]:
    """The datastreams that took the visitor for another one, whatever is ignored.

    Another organization has other ECIDs, and a new visitor has another one at each datastream.
    """
    known = [(name, ecid_of(exchange)) for name, exchange in zip(names, exchanges, strict=True) if exchange.response]
    known = [(name, ecid) for name, ecid in known if ecid]
    if len({ecid for _, ecid in known}) > 1:
        found = ", ".join(f"{name} {short_ecid(ecid)}" for name, ecid in known[:_MAX_LISTED])
        more = f" and {len(known) - _MAX_LISTED} more" if len(known) > _MAX_LISTED else ""
        yield Sentence(f"The visitor isn't the same everywhere: {found}{more}.")


def summary(rows: Sequence[Row], ignored: int, exchanges: Sequence[Exchange]) -> str:
    """`2 differences that matter · 1 of identity · 9 rows are the same · 13 always-changing paths ignored`."""
    if any(exchange.response is None for exchange in exchanges):
        return ""
    differing = [row for row in rows if row.differs]
    of_identity = sum(row.section is Section.IDENTITY for row in differing)
    matter, same = len(differing) - of_identity, len(rows) - len(differing)
    hidden = sum(row.mark is Mark.IGNORED for row in rows)
    parts = [
        f"{matter} difference{_s(matter)} that matter{'s' if matter == 1 else ''}" if matter else "",
        f"{of_identity} of identity and state" if of_identity else "",
        f"{same} row{_s(same)} {'is' if same == 1 else 'are'} the same" if same else "",
        f"{ignored} always-changing path{_s(ignored)} ignored" if ignored else "nothing ignored",
        f"{hidden} row{_s(hidden)} differ{'s' if hidden == 1 else ''} in ignored paths only" if hidden else "",
    ]
    return " · ".join(part for part in parts if part)


def difference_words(differences: Sequence[Difference]) -> str:
    """The first difference and the number of others: `…/activity/id 649330 → 649331, and 2 more`."""
    leaves = [each for found in differences for each in found.walk()]
    if not leaves:
        return "no visible difference"
    change = leaves[0]
    if change.change is Change.CHANGED:
        place = (change.right_pointer or change.left_pointer or "").strip("/") or change.label
        words = f"{place} {brief(change.left, _MAX_VALUE_LENGTH)} → {brief(change.right, _MAX_VALUE_LENGTH)}".strip()
    else:
        words = f"{change.label} {change.change}"
    return words + (f", and {len(leaves) - 1} more" if len(leaves) > 1 else "")


def _of_column(index: int, name: str, first: str, rows: Sequence[Row]) -> Iterator[str]:
    def found(section: Section, mark: Mark) -> list[Row]:
        return [row for row in rows if row.section is section and row.cells[index].mark is mark]

    if rows[0].cells[index].mark is Mark.CHANGED:
        yield f"{name} returned {rows[0].cells[index].text}, {first} {rows[0].cells[0].text}."
    problems = found(Section.PROBLEMS, Mark.ADDED)
    if problems:
        yield f"{name} reports {_listed([_problem(row, row.cells[index]) for row in problems])} ({first} doesn't)."
    if gone := found(Section.PROBLEMS, Mark.MISSING):
        yield f"{first} reports {_listed([_problem(row, row.cells[0]) for row in gone])} ({name} doesn't)."
    reported = [(row.label, row.cells[index].text) for row in problems]
    yield from _undecided(name, first, found(Section.DECISIONS, Mark.MISSING), reported)
    if decided := found(Section.DECISIONS, Mark.ADDED):
        yield f"{name} has a decision for {_listed([_label(row) for row in decided])} ({first} doesn't)."
    yield from _changed_decisions(name, index, found(Section.DECISIONS, Mark.CHANGED))
    for section in (Section.SEGMENTS, Section.IDENTITY, Section.OTHER):
        yield from _others(index, name, first, [row for row in rows if row.section is section])
    for row in found(Section.PROBLEMS, Mark.CHANGED):
        yield f"{row.label} differs in {name}: {difference_words(row.cells[index].differences)}."


def _undecided(name: str, first: str, rows: Sequence[Row], reported: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The scopes without a decision, with the reported problem that names the service which decided them elsewhere."""
    by_cause: dict[str, list[str]] = {}
    for row in rows:
        causes = [label for label, text in reported if row.service and row.service in text]
        by_cause.setdefault(f" ({row.service}: {causes[0]})" if causes else "", []).append(_label(row))
    for cause, labels in by_cause.items():
        yield f"{name} has no decision for {_listed(labels)}{cause}; {first} does."


def _changed_decisions(name: str, index: int, rows: Sequence[Row]) -> Iterator[str]:
    by_words: dict[str, list[str]] = {}
    for row in rows:
        by_words.setdefault(_of_decision(row.cells[index].differences), []).append(_label(row))
    for words, labels in by_words.items():
        yield f"{name} shows {words} on {_listed(labels)}."


def _of_decision(differences: Sequence[Difference]) -> str:
    pointers = {
        pointer for found in differences for each in found.walk() for pointer in (each.left_pointer, each.right_pointer)
    }
    return next((words for end, words in _OF_A_DECISION if end in pointers), "other content")


def _others(index: int, name: str, first: str, rows: Sequence[Row]) -> Iterator[str]:
    missing = [row for row in rows if row.cells[index].mark is Mark.MISSING]
    if missing:
        services = dict.fromkeys(found for row in missing if (found := _REQUIRED_SERVICES.get(row.handle_type)))
        hint = f": check that its datastream has {' and '.join(services)}" if services else ""
        yield f"{name} lacks {_listed([_label(row) for row in missing])}, which {first} returned{hint}."
    if added := [row for row in rows if row.cells[index].mark is Mark.ADDED]:
        yield f"{name} also returned {_listed([_label(row) for row in added])}."
    for row in rows:
        if row.cells[index].mark is Mark.CHANGED:
            yield f"{row.label} differs in {name}: {difference_words(row.cells[index].differences)}."


def _problem(row: Row, cell: Cell) -> str:
    words = cell.text.lstrip("✖⚠ ")
    return f"{row.label} “{words}”" if words and words != row.label else row.label


def _label(row: Row) -> str:
    """A row's label without the service behind it, and with what it is where the label alone doesn't say it."""
    if row.section is Section.DECISIONS:
        return row.label.replace(f" · {row.service}", "", 1) if row.service else row.label
    return f"destination {row.label}" if row.handle_type == "activation:pull" else row.label


def _listed(labels: Sequence[str]) -> str:
    labels = list(dict.fromkeys(labels))
    if len(labels) > _MAX_LISTED:
        labels = [*labels[:_MAX_LISTED], f"{len(labels) - _MAX_LISTED} more"]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _s(number: int) -> str:
    return "" if number == 1 else "s"
