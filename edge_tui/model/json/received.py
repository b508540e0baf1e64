"""Lenient JSON parsing for responses: nothing is dropped, and anomalies are reported."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite

from edge_tui.model.json.document import UNEXPECTED_END, JsonValue, ParseError, parse, parse_error_at
from edge_tui.model.json.nesting import MAX_DEPTH, TOKEN, nests_deeper

# A double represents any decimal number with this many digits exactly.
_EXACT_DIGITS = 15


class RepeatedNames(dict[str, JsonValue]):
    """An object with a duplicate name. The last value counts; `earlier` holds the others."""

    __slots__ = ("earlier",)

    def __init__(self, pairs: Iterable[tuple[str, JsonValue]]) -> None:
        written = list(pairs)
        super().__init__(written)
        last = {name: index for index, (name, _) in enumerate(written)}
        self.earlier = tuple((name, value) for index, (name, value) in enumerate(written) if last[name] != index)


@dataclass(frozen=True, slots=True)
class Received:
    """A document, and a sentence for each anomaly. `repeated` are the objects with duplicate names."""

    document: JsonValue
    anomalies: tuple[str, ...] = ()
    repeated: tuple[RepeatedNames, ...] = ()


def receive(text: str) -> Received | ParseError:
    """A JSON text parsed leniently; a `ParseError` when it isn't JSON at all.

    Numbers that would lose precision (`1e999`, more digits than a double holds), `NaN`, `Infinity`
    and values nested deeper than `MAX_DEPTH` are kept as text. Lone surrogates are kept.
    """
    anomalies: list[str] = []
    if nests_deeper(text, MAX_DEPTH):
        folded = _fold(text)
        if isinstance(folded, ParseError):
            return folded
        if folded is not text:
            anomalies.append(f"It is nested deeper than {MAX_DEPTH} levels; deeper values are shown as text.")
        text = folded
    reader = _Reader()
    try:
        document = reader.read(text)
    except (ValueError, RecursionError):
        parse_error = parse(text)
        return (
            parse_error
            if isinstance(parse_error, ParseError)
            else parse_error_at(text, 0, "this can't be parsed as JSON")
        )
    return Received(document, (*anomalies, *reader.anomalies), tuple(reader.repeated))


class _Reader:
    """Parses one text and records its anomalies, at little cost for an ordinary document."""

    def __init__(self) -> None:
        self.repeated: list[RepeatedNames] = []
        self._texts: dict[str, str] = {}

    @property
    def anomalies(self) -> list[str]:
        sentences = [f"{text} {why}; it is shown as text." for text, why in list(self._texts.items())[:5]]
        return sentences + ([f"{len(self._texts) - 5} more such values."] if len(self._texts) > 5 else [])

    def read(self, text: str) -> JsonValue:
        try:
            return self._load(text)
        except ValueError as error:
            if isinstance(error, json.JSONDecodeError):
                raise
            # Python refuses to convert more than some 4,300 digits to an int.
            return self._load(text, parse_int=self._int)

    def _load(self, text: str, parse_int: Callable[[str], int | str] | None = None) -> JsonValue:
        self.repeated.clear()
        return json.loads(
            text,
            object_pairs_hook=self._members,
            parse_constant=self._constant,
            parse_float=self._float,
            parse_int=parse_int,
        )

    def _members(self, pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        repeated = RepeatedNames(pairs)
        self.repeated.append(repeated)
        return repeated

    def _constant(self, name: str) -> str:
        self._texts[name] = "is not JSON"
        return name

    def _float(self, digits: str) -> float | str:
        number = float(digits)
        if number and len(digits) <= _EXACT_DIGITS and isfinite(number):
            return number
        from decimal import Decimal, InvalidOperation

        try:
            if isfinite(number) and Decimal(digits) == Decimal(repr(number)):
                return number
        except InvalidOperation:
            pass
        self._texts[digits[:60]] = "can't be represented exactly as a number"
        return digits

    def _int(self, digits: str) -> int | str:
        try:
            return int(digits)
        except ValueError:
            self._texts[digits[:20] + "…"] = f"is a number with {len(digits)} digits"
            return digits


def _fold(text: str) -> str | ParseError:
    """The text with every value below `MAX_DEPTH` replaced by a string that contains its source."""
    pieces: list[str] = []
    depth = kept = start = 0
    for match in TOKEN.finditer(text):
        run = match[0]
        if run[0] in "[{":
            if depth <= MAX_DEPTH < depth + len(run):
                start = match.start() + MAX_DEPTH - depth
            depth += len(run)
        elif run[0] in "]}":
            if depth > MAX_DEPTH >= depth - len(run):
                end = match.start() + depth - MAX_DEPTH
                pieces += [text[kept:start], json.dumps(text[start:end], ensure_ascii=False)]
                kept = end
            depth = max(depth - len(run), 0)
    if depth > MAX_DEPTH:
        return parse_error_at(text, len(text), UNEXPECTED_END)
    return "".join([*pieces, text[kept:]]) if pieces else text
