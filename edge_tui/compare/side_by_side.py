"""One event side by side on several datastreams: each response compared with the first, fact by fact."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from edge_tui.compare.diff import IGNORED_PATHS, diff_at
from edge_tui.compare.facts import Fact, Section, facts_of, missing_scopes
from edge_tui.compare.matrix import Cell, Mark, Matrix, Row, status_words
from edge_tui.compare.nothing_to_compare import nothing_to_compare
from edge_tui.compare.once_per_visitor import ENTRIES_OF, is_sent_once, sent_state_keys
from edge_tui.compare.verdict import sentences, summary
from edge_tui.handles.personalization_decisions import words_for_scope
from edge_tui.handles.query import Query, read_query
from edge_tui.identification import ecid_of
from edge_tui.model.client_state import short_key
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, at, parse, put
from edge_tui.model.response import InteractResponse
from edge_tui.model.text import counted

NOT_DECIDED = "requested, not in the response"
# The rows of a section that are shown; those that differ are kept first.
MAX_SECTION_ROWS = 200


def build_matrix(names: Sequence[str], exchanges: Sequence[Exchange], ignore: Sequence[str] = IGNORED_PATHS) -> Matrix:
    """Compares the responses of two or more exchanges, each with the first."""
    facts = [_facts(exchange) for exchange in exchanges]
    rows = [_status_row(exchanges)]
    by_section: dict[Section, list[Row]] = {section: [] for section in Section}
    sides = [_side(exchange, found) for exchange, found in zip(exchanges, facts, strict=True)]
    requested = [scope for exchange in exchanges for scope in _query(exchange).scopes_and_surfaces]
    order = {scope: index for index, scope in enumerate(dict.fromkeys(requested))}
    placed = [
        (fact.rank, order.get(fact.scope, len(order)) if fact.scope else 0, _row(line, fact, sides, ignore))
        for line in _align(facts)
        for fact in [_first(line)]
    ]
    placed += [(0, order.get(scope, len(order)), row) for scope, row in _rows_without_decision(facts, sides)]
    for *_, row in sorted(placed, key=lambda each: each[:2]):
        by_section[row.section].append(row)
    every = [*rows, *(row for found in by_section.values() for row in found)]
    for section, found in by_section.items():
        rows += _limited(section, found)
    return Matrix(
        tuple(names), tuple(rows), tuple(sentences(names, exchanges, every)), summary(every, len(ignore), exchanges)
    )


def _facts(exchange: Exchange) -> list[Fact]:
    response = exchange.response
    if response is None:
        return []
    parsed = response.parsed()
    if isinstance(parsed, InteractResponse):
        return list(facts_of(parsed, exchange.sent_at))
    return [Fact(Section.OTHER, "body", response.text, "", ("body",), words=response.text)] if response.body else []


def _query(exchange: Exchange) -> Query:
    body = parse(exchange.request.body)
    return Query() if isinstance(body, ParseError) else read_query(body)


def _align(columns: Sequence[Sequence[Fact]]) -> list[list[Fact | None]]:
    """The facts that belong together, a line each: first those with one identity, the others in their order."""
    lines: list[list[Fact | None]] = []
    by_label: dict[tuple[Section, str], list[list[Fact | None]]] = {}
    for number, facts in enumerate(columns):
        mine: dict[tuple[Section, str], list[Fact]] = {}
        for fact in facts:
            mine.setdefault((fact.section, fact.label), []).append(fact)
        for key, found in mine.items():
            known = by_label.setdefault(key, [])
            new: list[list[Fact | None]] = []
            for fact, place in _places(found, known):
                line: list[Fact | None] = [None] * len(columns) if place is None else place
                line[number] = fact
                if place is None:
                    new.append(line)
            known += new
            lines += new
    return lines


def _places(
    found: Sequence[Fact], lines: Sequence[list[Fact | None]]
) -> Iterator[tuple[Fact, list[Fact | None] | None]]:
    """Each fact with its line; None for a new one."""
    by_identity: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        by_identity.setdefault(_first(line).identity, []).append(index)
    taken: set[int] = set()
    left: list[Fact] = []
    for fact in found:
        same = by_identity.get(fact.identity)
        if same:
            index = same.pop(0)
            taken.add(index)
            yield fact, lines[index]
        else:
            left.append(fact)
    free = iter([line for index, line in enumerate(lines) if index not in taken])
    for fact in left:
        yield fact, next(free, None)


def _first(line: Iterable[Fact | None]) -> Fact:
    return next(fact for fact in line if fact is not None)


@dataclass(frozen=True, slots=True)
class _Side:
    """One column: its exchange, the requested scopes that it has no decision for, and the state entries it sent.

    `ecid` is its visitor's. `is_comparable`: what it lacks is a difference; not so if it didn't respond or rejected
    the event.
    """

    exchange: Exchange
    undecided: tuple[str, ...]
    sent: frozenset[str]
    ecid: str
    is_comparable: bool


def _side(exchange: Exchange, facts: Sequence[Fact]) -> _Side:
    undecided = missing_scopes(_query(exchange), facts)
    return _Side(
        exchange,
        undecided,
        sent_state_keys(exchange),
        ecid_of(exchange),
        is_comparable=not nothing_to_compare(exchange),
    )


def _row(line: Sequence[Fact | None], known: Fact, sides: Sequence[_Side], ignore: Sequence[str]) -> Row:
    cells = []
    first, baseline = line[0], sides[0]
    entries = _entries_with(known)
    for fact, side in zip(line, sides, strict=True):
        if fact is None and not side.is_comparable:
            cells.append(Cell(Mark.NONE))
        elif fact is None:
            text = NOT_DECIDED if known.scope in side.undecided else ""
            is_once = first is not None and is_sent_once(entries, baseline.sent, side.sent)
            cells.append(Cell(Mark.MISSING if first else Mark.NONE, text, is_once=is_once))
        else:
            is_once = first is None and is_sent_once(entries, side.sent, baseline.sent)
            cells.append(replace(_cell(first, fact, (baseline, side), ignore), is_once=is_once))
    return Row(known.section, known.label, tuple(cells), known.handle_type, known.service)


def _entries_with(fact: Fact) -> Sequence[str]:
    """The state entries that a fact comes with when Edge sends it once per visitor."""
    if fact.handle_type == "state:store":
        return (short_key(str(at(fact.value, "/key", ""))),)
    return ENTRIES_OF.get(fact.handle_type, ())


def _comparable(fact: Fact, ecid: str) -> JsonValue:
    """The value of a fact without the visitor: a URL destination has the ECID in its URL."""
    value = fact.comparable
    url = at(value, "/spec/url") if ecid and fact.handle_type == "activation:push" else None
    return put(value, "/spec/url", url.replace(ecid, "${ecid}")) if isinstance(url, str) and ecid in url else value


def _cell(first: Fact | None, fact: Fact, sides: tuple[_Side, _Side], ignore: Sequence[str]) -> Cell:
    baseline, side = sides
    text = fact.reading(side.exchange.sent_at)
    if first is None:
        return Cell(Mark.ADDED, text, value=fact.value)
    values = _comparable(first, baseline.ecid), _comparable(fact, side.ecid)
    differences, only_ignored = diff_at(first.path, *values, ignore)
    only_ignored = only_ignored or (not differences and fact.value != first.value)
    # Tokens of every decision differ; what people can read must, to be told.
    is_seen = only_ignored and text != first.reading(side.exchange.sent_at)
    mark = Mark.CHANGED if differences else Mark.IGNORED if is_seen else Mark.SAME
    return Cell(mark, text, differences, fact.value)


def _rows_without_decision(facts: Sequence[Sequence[Fact]], sides: Sequence[_Side]) -> Iterator[tuple[str, Row]]:
    """The requested scopes that no datastream has a decision for, each with its row."""
    decided = {fact.scope for found in facts for fact in found}
    comparable = [side for side in sides if side.is_comparable]
    for scope in dict.fromkeys(scope for side in comparable for scope in side.undecided):
        if scope not in decided and all(scope in side.undecided for side in comparable):
            label = words_for_scope(scope, sides[0].exchange.sent_at)
            cells = tuple(Cell(Mark.SAME, NOT_DECIDED) if side.is_comparable else Cell(Mark.NONE) for side in sides)
            yield scope, Row(Section.DECISIONS, label, cells)


def _limited(section: Section, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, those that differ first if there are too many; the last one then counts the others."""
    if len(rows) <= MAX_SECTION_ROWS:
        return rows
    kept = {id(row) for row in sorted(rows, key=lambda row: (not row.matters, not row.differs))[: MAX_SECTION_ROWS - 1]}
    left_out = [row for row in rows if id(row) not in kept]
    cells = []
    for column in range(len(rows[0].cells)):
        differing = sum(row.cells[column].mark.is_difference for row in left_out)
        cells.append(Cell(Mark.CHANGED if differing else Mark.SAME, f"{differing:,} differ" if column else ""))
    return [
        *(row for row in rows if id(row) in kept),
        Row(section, counted(len(left_out), "more row"), tuple(cells)),
    ]


def _status_row(exchanges: Sequence[Exchange]) -> Row:
    texts = [status_words(exchange) for exchange in exchanges]
    values = [each.failure.message if each.failure else text for each, text in zip(exchanges, texts, strict=True)]
    cells = tuple(
        Cell(Mark.SAME if text == texts[0] else Mark.CHANGED, text, value=value)
        for text, value in zip(texts, values, strict=True)
    )
    return Row(Section.STATUS, "status", cells)
