"""Applies an untrusted schema within a time budget, so that it can't hang a lint run.

Patterns have a time limit, uniqueness is checked without comparing all pairs, and each keyword checks
the clock. Skipped checks are noted.
"""

import re
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, cast

import regex
from jsonschema import FormatChecker
from jsonschema.exceptions import UnknownType, ValidationError
from jsonschema.validators import extend
from referencing.exceptions import Unresolvable

# jsonschema's Validator protocol lacks `descend`, which keywords need.
Validator = Any

# For everything one lint run checks against a schema, and for one pattern on one value.
DOCUMENT_SECONDS = 2.0
PATTERN_SECONDS = 0.1
# regex expands counted repetitions when it compiles a pattern: (a{1000}){1000} takes seconds.
MAX_PATTERN_CHARACTERS = 50_000

_MAX_QUOTE_CHARACTERS = 60
# An escaped character, a set, a counted repetition, or any other character.
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<count>\{[0-9]*(?:,[0-9]*)?(?<=[0-9,])\})|.", re.DOTALL)
# Raised by keywords with an invalid value: a string for a number, an unknown type.
_UNUSABLE = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(UnknownType, Unresolvable, regex.error, re.error),
)

_Keyword = Callable[[Validator, Any, Any, Mapping[str, Any]], Iterator[ValidationError] | None]


class BudgetSpentError(Exception):
    """The time for a document is used up."""


class Budget:
    """The time left for one document; `notes` say what was not checked, without duplicates."""

    def __init__(self, seconds: float = DOCUMENT_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._ends_at = clock() + seconds
        self._notes: dict[str, None] = {}
        self._too_slow: set[str] = set()

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each skipped check."""
        return tuple(self._notes)

    def note(self, sentence: str) -> None:
        """Notes a skipped check."""
        self._notes[sentence] = None

    def spend(self) -> None:
        """Raises `BudgetSpentError` once the time is used up."""
        if self._clock() > self._ends_at:
            raise BudgetSpentError

    def search(self, pattern: str, text: str) -> bool | None:
        """Whether a pattern matches a text; None, with a note, when that took too long or the pattern is invalid.

        A pattern that took too long is not tried again.
        """
        if pattern in self._too_slow:
            return None
        if _expanded_size(pattern) > MAX_PATTERN_CHARACTERS:
            self._too_slow.add(pattern)
            self.note(f"The pattern {_quoted(pattern)} is too large: it was not checked.")
            return None
        self.spend()
        seconds = max(0.001, min(PATTERN_SECONDS, self._ends_at - self._clock()))
        try:
            return _compiled(pattern).search(text, timeout=seconds, concurrent=True) is not None
        except TimeoutError:
            self._too_slow.add(pattern)
            self.note(
                f"The pattern {_quoted(pattern)} took too long on a value of {len(text)} characters: "
                "it was not checked. The usual cause is nested repetition such as (a+)+."
            )
        except (regex.error, RecursionError, OverflowError, MemoryError):
            self._too_slow.add(pattern)
            self.note(f"The pattern {_quoted(pattern)} isn't a valid regular expression: it was not checked.")
        return None


class _BudgetedFormats(FormatChecker):
    """Checks formats, and holds the budget: validators of subschemas inherit the format checker.

    `has_patterns` is whether the schema or any of its parts has `patternProperties`.
    """

    def __init__(self, budget: Budget, *, has_patterns: bool) -> None:
        super().__init__()
        self.budget = budget
        self.has_patterns = has_patterns


def within(budget: Budget, kind: Any, schema: Mapping[str, Any], registry: Any, *, has_patterns: bool) -> Validator:
    """A validator for a schema that raises `BudgetSpentError` when its budget is used up."""
    return _budgeted(kind)(
        schema, registry=registry, format_checker=_BudgetedFormats(budget, has_patterns=has_patterns)
    )


@cache
def _budgeted(kind: Any) -> Any:
    own: dict[str, _Keyword] = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "uniqueItems": _unique_items,
        "additionalProperties": _additional_properties(kind.VALIDATORS.get("additionalProperties")),
        "unevaluatedProperties": _unevaluated_properties(kind.VALIDATORS.get("unevaluatedProperties")),
    }
    keywords = {name: _spending(name, own.get(name) or keyword) for name, keyword in kind.VALIDATORS.items()}
    return extend(kind, validators=keywords)  # type: ignore[no-untyped-call]


def _budget_of(validator: Validator) -> Budget:
    return cast("_BudgetedFormats", validator.format_checker).budget


def _spending(name: str, keyword: _Keyword) -> _Keyword:
    """A keyword that checks the clock, and is noted when its value is invalid."""

    def spending(
        validator: Validator, value: Any, instance: Any, schema: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        budget = _budget_of(validator)
        budget.spend()
        try:
            for error in keyword(validator, value, instance, schema) or ():
                yield error
                budget.spend()
        except _UNUSABLE:
            budget.note(f"The keyword {name} has an invalid value: it was not checked.")

    return spending


def _pattern(
    validator: Validator, pattern: Any, instance: Any, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and _budget_of(validator).search(pattern, instance) is False:
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Validator, patterns: Any, instance: Any, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    budget = _budget_of(validator)
    for pattern, subschema in patterns.items():
        for name, member in instance.items():
            if budget.search(pattern, name):
                yield from validator.descend(member, subschema, path=name, schema_path=pattern)


def _additional_properties(plain: _Keyword | None) -> _Keyword:
    """`additionalProperties` with `patternProperties`: names that might match a skipped pattern are allowed."""

    def additional(
        validator: Validator, allowed: Any, instance: Any, schema: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        patterns = schema.get("patternProperties")
        if not patterns or not validator.is_type(instance, "object"):
            yield from (plain(validator, allowed, instance, schema) or ()) if plain else ()
            return
        budget = _budget_of(validator)
        named = schema.get("properties", {})
        extras = [name for name in instance if name not in named]
        extras = [name for name in extras if all(budget.search(pattern, name) is False for pattern in patterns)]
        if validator.is_type(allowed, "object"):
            for name in extras:
                yield from validator.descend(instance[name], allowed, path=name)
        elif not allowed and extras:
            names = ", ".join(repr(name) for name in sorted(extras))
            listed = ", ".join(repr(pattern) for pattern in sorted(patterns))
            yield ValidationError(
                f"{names} {'does' if len(extras) == 1 else 'do'} not match any of the regexes: {listed}"
            )

    return additional


def _unevaluated_properties(plain: _Keyword | None) -> _Keyword:
    """`unevaluatedProperties`, unless jsonschema itself would match patterns for it, without a time limit."""

    def unevaluated(
        validator: Validator, value: Any, instance: Any, schema: Mapping[str, Any]
    ) -> Iterator[ValidationError]:
        if plain is None:
            return
        if validator.format_checker.has_patterns:
            _budget_of(validator).note("unevaluatedProperties is not checked together with patternProperties.")
            return
        yield from plain(validator, value, instance, schema) or ()

    return unevaluated


def _unique_items(
    validator: Validator, is_asked: Any, instance: Any, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if not is_asked or not validator.is_type(instance, "array"):
        return
    budget = _budget_of(validator)
    seen = set()
    for item in instance:
        budget.spend()
        key = _comparable(item)
        if key in seen:
            yield ValidationError(f"{instance!r} has non-unique elements")
            return
        seen.add(key)


def _comparable(value: Any) -> Any:
    """A hashable equivalent of a JSON value: 1 and 1.0 are equal, 1 and true are not."""
    if isinstance(value, Mapping):
        return "object", frozenset((name, _comparable(member)) for name, member in value.items())
    if isinstance(value, list):
        return "array", tuple(_comparable(item) for item in value)
    return isinstance(value, bool), value


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return regex.compile(pattern, regex.V0)


def _expanded_size(pattern: str) -> int:
    """The approximate length of a pattern with its counted repetitions expanded."""
    sizes, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        if token["count"]:
            sizes[-1] += last * (max(int(count[:9]) for count in re.findall("[0-9]+", token[0])) - 1)
        elif token[0] == "(":
            sizes.append(0)
        elif token[0] == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        else:
            last = len(token[0])
            sizes[-1] += last
    return sum(sizes)


def _quoted(pattern: str) -> str:
    return pattern if len(pattern) <= _MAX_QUOTE_CHARACTERS else f"{pattern[:_MAX_QUOTE_CHARACTERS]}…"
