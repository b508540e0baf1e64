"""What several responses side by side mean, in sentences: what a datastream lacks, and what to check."""

from collections.abc import Iterable, Iterator, Sequence

from edge_tui.compare.diff import Difference
from edge_tui.compare.facts import Section
from edge_tui.compare.matrix import Cell, Kind, Mark, Row, Sentence, status_words
from edge_tui.compare.nothing_to_compare import nothing_to_compare
from edge_tui.compare.once_per_visitor import is_first_of_visitor
from edge_tui.identification import ecid_of, identify
from edge_tui.model.exchange import Exchange
from edge_tui.model.identity import short_ecid
from edge_tui.model.node import ABSENT
from edge_tui.model.text import counted

_MAX_LISTED = 5
_MAX_READING = 50
# What stays of a beginning that two readings have in common.
_READING_BEFORE = 12
# The services that a datastream needs to return a handle (Adobe's datastream guide), and how a problem names them.
_REQUIRED_SERVICES = {
    "activation:pull": ("Edge Segmentation and Personalization Destinations", ("Segmentation", "Destination")),
    "activation:push": ("Audience Manager, with its cookie or URL destinations", ("Audience Manager",)),
    "identity:exchange": ("third-party ID syncs", ()),
    "media-analytics:new-session": ("Media Analytics", ("Media Analytics",)),
}
# What of a proposition differs, most telling first: the end of a pointer, and its words.
_OF_A_DECISION = (
    ("/scopeDetails/activity/id", "another activity"),
    ("/activity/id", "another activity"),
    ("/scopeDetails/experience/id", "another experience"),
    ("/placement/id", "another placement"),
    ("/scopeDetails/decisionProvider", "another service"),
)


def sentences(names: Sequence[str], exchanges: Sequence[Exchange], rows: Sequence[Row]) -> list[Sentence]:
    """The verdict: what differs, then who matches the first datastream and what is to be expected."""
    return sorted(_sentences(names, exchanges, rows), key=lambda each: each.kind is not Kind.DIFFERENCE)


def _sentences(names: Sequence[str], exchanges: Sequence[Exchange], rows: Sequence[Row]) -> Iterator[Sentence]:
    """Who the visitor was, then each datastream compared with the first."""
    yield from _identities(names, exchanges)
    instead = [nothing_to_compare(exchange) for exchange in exchanges]
    if instead[0]:
        yield from _without_baseline(names, exchanges, instead)
        return
    # A datastream without a response comes first: beside many differences it would be below the fold.
    for index in sorted(range(1, len(names)), key=lambda each: not instead[each]):
        name = names[index]
        if instead[index]:
            yield Sentence(f"{name} {instead[index]}. There is nothing else to compare; {names[0]} responded.")
        else:
            yield from _Column(index, name, names[0], rows).sentences()


def _without_baseline(
    names: Sequence[str], exchanges: Sequence[Exchange], instead: Sequence[str]
) -> Iterator[Sentence]:
    """The first column has nothing to compare the others with: those that ended alike are named together."""
    alike = [name for name, words in zip(names, instead, strict=True) if words == instead[0]]
    everybody = len(alike) == len(names)
    yield Sentence(
        f"{_listed(alike)} {instead[0]}, so there is nothing to compare.", Kind.NOTE if everybody else Kind.DIFFERENCE
    )
    for name, exchange, words in zip(names, exchanges, instead, strict=True):
        if words != instead[0]:
            yield Sentence(f"{name} {words or f'returned {status_words(exchange)}'}.")


def _identities(names: Sequence[str], exchanges: Sequence[Exchange]) -> Iterator[Sentence]:
    """The datastreams that took the visitor for another one, whatever is ignored, and why that may be expected."""
    answered = [pair for pair in zip(names, exchanges, strict=True) if not nothing_to_compare(pair[1])]
    known = [(name, each, ecid) for name, each in answered if (ecid := ecid_of(each))]
    if len({ecid for *_, ecid in known}) < 2:
        return
    found = ", ".join(f"{name} {short_ecid(ecid)}" for name, _, ecid in known[:_MAX_LISTED])
    more = f" and {len(known) - _MAX_LISTED} more" if len(known) > _MAX_LISTED else ""
    organizations = {identify(each).returned.organizations for _, each, _ in known}
    by_organization = {(identify(each).returned.organizations, ecid) for _, each, ecid in known}
    if () not in organizations and len(organizations) == len(by_organization):
        yield Sentence(
            f"The datastreams belong to several organizations, each with its own ECID: {found}{more}.", Kind.NOTE
        )
    elif all(is_first_of_visitor(each) for _, each, _ in known):
        yield Sentence(f"The visitor is new, so each datastream assigned an ECID: {found}{more}.", Kind.NOTE)
    else:
        yield Sentence(f"The visitor isn't the same everywhere: {found}{more}.")


def summary(rows: Sequence[Row], ignored: int, exchanges: Sequence[Exchange]) -> str:
    """`2 differences that matter · 1 of identity · 9 rows are the same · 13 always-changing paths ignored`."""
    if any(map(nothing_to_compare, exchanges)):
        return ""
    differing = [row for row in rows if row.matters]
    of_identity = sum(row.section is Section.IDENTITY for row in differing)
    once = sum(row.differs and not row.matters for row in rows)
    matter, same = len(differing) - of_identity, sum(not row.differs for row in rows)
    hidden = sum(row.mark is Mark.IGNORED for row in rows)
    parts = [
        f"{counted(matter, 'difference')} that matter{'s' if matter == 1 else ''}" if matter else "",
        f"{of_identity} of identity and state" if of_identity else "",
        f"{once} sent once per visitor" if once else "",
        f"{counted(same, 'row')} {'is' if same == 1 else 'are'} the same" if same else "",
        f"{counted(ignored, 'always-changing path')} ignored" if ignored else "nothing ignored",
        f"{counted(hidden, 'row')} differ{'s' if hidden == 1 else ''} in ignored paths only" if hidden else "",
    ]
    return " · ".join(part for part in parts if part)


class _Column:
    """The sentences about one datastream, compared with the first."""

    def __init__(self, index: int, name: str, first: str, rows: Sequence[Row]) -> None:
        self._index = index
        self._name = name
        self._first = first
        self._rows = rows
        # The problems that this column has more than the first: a row's label and its reading.
        self._reported = [(row.label, self._cell(row).text) for row in self._found(Section.PROBLEMS, Mark.ADDED)]

    def sentences(self) -> Iterator[Sentence]:
        """What differs, most important first; one that says so if nothing does."""
        found = [*self._of_problems(), *self._of_decisions()]
        for section in (Section.SEGMENTS, Section.IDENTITY, Section.OTHER):
            found += self._of_others([row for row in self._rows if row.section is section])
        notes = list(self._of_once())
        if not found:
            words = "; only ignored fields differ" if not notes else " apart from what Edge sends once per visitor"
            yield Sentence(f"{self._name} matches {self._first}{words}.", Kind.SAME)
        yield from found
        yield from notes

    def _cell(self, row: Row) -> Cell:
        return row.cells[self._index]

    def _found(self, section: Section, mark: Mark) -> list[Row]:
        return [row for row in self._rows if row.section is section and self._cell(row).mark is mark]

    def _of_problems(self) -> Iterator[Sentence]:
        name, first = self._name, self._first
        added, gone = self._found(Section.PROBLEMS, Mark.ADDED), self._found(Section.PROBLEMS, Mark.MISSING)
        for row in self._found(Section.STATUS, Mark.CHANGED):
            # A partial success says nothing that its errors don't say.
            if not added and not gone:
                yield Sentence(f"{name} returned {self._cell(row).text}, {first} {row.cells[0].text}.")
        if added:
            listed = _listed([_problem(row, self._cell(row)) for row in added])
            yield Sentence(f"{name} reports {listed}; {first} doesn't.", subjects=_labels(added))
        if gone:
            listed = _listed([_problem(row, row.cells[0]) for row in gone])
            yield Sentence(f"{first} reports {listed}; {name} doesn't.", subjects=_labels(gone))
        for row in self._found(Section.PROBLEMS, Mark.CHANGED):
            yield self._changed(row)

    def _of_decisions(self) -> Iterator[Sentence]:
        """What happened to each scope; scopes with the same fate share a sentence."""
        by_fate: dict[tuple[str, str], list[str]] = {}
        scopes: dict[str, list[Row]] = {}
        for row in self._rows:
            if row.section is Section.DECISIONS:
                scopes.setdefault(_label(row), []).append(row)
        for scope, rows in scopes.items():
            for fate in self._fates(rows):
                by_fate.setdefault(fate, []).append(scope)
        for (start, end), labels in by_fate.items():
            yield Sentence(f"{self._name} {start} {_listed(labels)}{end}.", subjects=tuple(labels))

    def _fates(self, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
        """The words before and after the scope whose rows these are."""
        mine = [row for row in rows if self._cell(row).value is not ABSENT]
        others = [row for row in rows if row.cells[0].value is not ABSENT]
        if others and not mine:
            yield "has no decision for", f"{self._cause([row.service for row in others])}; {self._first} does"
        elif mine and not others:
            yield "has a decision for", f"; {self._first} doesn't"
        elif mine and not {row.service for row in mine} & {row.service for row in others}:
            services = _listed([row.service for row in mine]), _listed([row.service for row in others])
            yield "decides", f" by {services[0]}, {self._first} by {services[1]}"
        else:
            changed = [row for row in rows if self._cell(row).mark is Mark.CHANGED]
            for words in dict.fromkeys(_of_decision(self._cell(row).differences) for row in changed):
                yield f"shows {words} on", ""
            if len(mine) != len(others):
                count = counted(len(mine), "decision")
                yield (
                    f"has {count} for",
                    f"{self._cause([row.service for row in others])}; {self._first} has {len(others)}",
                )

    def _cause(self, services: Iterable[str]) -> str:
        """The reported problem that names one of the services: ` (Target: EXEG-0201-503)`."""
        for service in dict.fromkeys(filter(None, services)):
            for label, text in self._reported:
                if service in text:
                    return f" ({service}: {label})"
        return ""

    def _of_others(self, rows: Sequence[Row]) -> Iterator[Sentence]:
        name, first = self._name, self._first
        rows = [row for row in rows if not self._cell(row).is_once]
        missing: dict[str, list[Row]] = {}
        for row in rows:
            if self._cell(row).mark is Mark.MISSING:
                missing.setdefault(row.handle_type if row.handle_type in _REQUIRED_SERVICES else "", []).append(row)
        for handle_type, lacking in missing.items():
            listed = _listed([_label(row) for row in lacking])
            yield Sentence(f"{name} lacks {listed}{self._advice(handle_type)}.", subjects=_labels(lacking))
        if added := [row for row in rows if self._cell(row).mark is Mark.ADDED]:
            listed = _listed([_label(row) for row in added])
            yield Sentence(f"{name} also returned {listed}; {first} didn't.", subjects=_labels(added))
        changed = [row for row in rows if self._cell(row).mark is Mark.CHANGED]
        if len(changed) > 1:
            listed = _listed([_label(row) for row in changed])
            yield Sentence(f"{listed} differ in {name}.", subjects=_labels(changed))
        elif changed:
            yield self._changed(changed[0])

    def _advice(self, handle_type: str) -> str:
        """The problem that explains what is missing, else the services to check."""
        if handle_type not in _REQUIRED_SERVICES:
            return f", which {self._first} returned"
        services, spellings = _REQUIRED_SERVICES[handle_type]
        return self._cause(spellings) or f": check that its datastream has {services}"

    def _changed(self, row: Row) -> Sentence:
        cell, other = self._cell(row), row.cells[0]
        texts = _shortened(cell.text, other.text)
        words = f"{self._name} {texts[0]}, {self._first} {texts[1]}"
        if cell.text == other.text or not cell.text or not other.text:
            words = f"{self._name} has other details than {self._first}"
        return Sentence(f"{_label(row)} differs: {words}.", subjects=(row.label,))

    def _of_once(self) -> Iterator[Sentence]:
        once = [row for row in self._rows if self._cell(row).is_once]
        for mark, owner, other in (
            (Mark.ADDED, self._name, self._first),
            (Mark.MISSING, self._first, self._name),
        ):
            if rows := [row for row in once if self._cell(row).mark is mark]:
                listed = _listed([_label(row) for row in rows])
                yield Sentence(
                    f"{owner} also returned {listed}, which Edge sends once per visitor: {other} knew the visitor.",
                    Kind.NOTE,
                )


def _of_decision(differences: Sequence[Difference]) -> str:
    pointers = {
        pointer for found in differences for each in found.walk() for pointer in (each.left_pointer, each.right_pointer)
    }
    return next((words for end, words in _OF_A_DECISION if end in pointers), "other content")


def _problem(row: Row, cell: Cell) -> str:
    words = cell.text.lstrip("✖▲ ")
    return f"{row.label} “{words}”" if words and words != row.label else row.label


def _label(row: Row) -> str:
    """A row's label without the service behind it, and with what it is where the label alone doesn't say it."""
    if row.section is Section.DECISIONS:
        return row.label.replace(f" · {row.service}", "", 1) if row.service else row.label
    return f"destination {row.label}" if row.handle_type == "activation:pull" else row.label


def _labels(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.label for row in rows))


def _listed(labels: Sequence[str]) -> str:
    labels = list(dict.fromkeys(labels))
    if len(labels) > _MAX_LISTED:
        labels = [*labels[:_MAX_LISTED], f"{len(labels) - _MAX_LISTED} more"]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _shortened(text: str, other: str) -> tuple[str, str]:
    """Two readings that fit a sentence; those that begin alike are cut before they differ."""
    texts = text, other
    if text[: _MAX_READING - 1] == other[: _MAX_READING - 1]:
        shorter = min(map(len, texts))
        start = next((at for at in range(shorter) if text[at] != other[at]), shorter) - _READING_BEFORE
        texts = f"…{text[start:]}", f"…{other[start:]}"
    one, two = (each if len(each) <= _MAX_READING else each[: _MAX_READING - 1] + "…" for each in texts)
    return one, two
