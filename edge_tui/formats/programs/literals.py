"""The strings of a program, with what it joins them to; comments are skipped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from edge_tui.formats.programs.languages import Language, StringForm
from edge_tui.formats.scripts.computed import Computed, Mixed, joined, words_of
from edge_tui.formats.scripts.escapes import unescaped

# What may be joined to a string: a name with members, indexes and calls without strings.
_EXPRESSION = r"[$\w][\w$.:>\-\[\]]*(?:\(\))?"
_MAX_LITERALS = 5_000


@dataclass(frozen=True, slots=True)
class Literal:
    """A text that a program writes; `value` has a part for each computed value."""

    start: int
    end: int
    value: str | Mixed

    @property
    def plain(self) -> str:
        """The text without what is computed."""
        return (
            self.value
            if isinstance(self.value, str)
            else "".join(each for each in self.value.parts if isinstance(each, str))
        )


def literals_of(text: str, language: Language) -> list[Literal]:
    """The strings of a text in order; those that are joined are one."""
    found: list[Literal] = []
    sign = re.escape(language.joins)
    between = re.compile(rf"\s*(?:{sign}|\\)?\s*(?:{sign}\s*)?")
    computed = re.compile(rf"\s*{sign}\s*({_EXPRESSION})\s*(?:{sign}\s*)?")
    for one in islice(_strings(text, language), _MAX_LITERALS):
        before = found[-1] if found else None
        gap = text[before.end : one.start] if before else ""
        if before is not None and between.fullmatch(gap):
            found[-1] = Literal(before.start, one.end, joined((before.value, one.value)))
        elif before is not None and (middle := computed.fullmatch(gap)) and gap.rstrip().endswith(language.joins):
            value = Computed(words_of(middle[1]), before.end + middle.start(1))
            found[-1] = Literal(before.start, one.end, joined((before.value, value, one.value)))
        else:
            found.append(one)
    return [_with_tail(each, text, computed) for each in found]


def _strings(text: str, language: Language) -> Iterator[Literal]:
    """The strings of a text, each by itself; those after `<<END` in its line come before the lines that it opens."""
    scanner = re.compile("|".join((f"(?P<c>{language.comments})", *_alternatives(language))), re.DOTALL)
    for match in scanner.finditer(text):
        if match["c"] is not None:
            continue
        index = next(i for i in range(len(language.strings)) if match[f"s{i}"] is not None)
        start, rest = match.start(), match.groupdict().get(f"rest{index}")
        if rest is not None:
            start = match.start(f"text{index}")
            for inner in scanner.finditer(text, match.start(f"rest{index}"), match.end(f"rest{index}")):
                if inner["c"] is None:
                    yield _literal(inner, inner.start(), language)
        yield _literal(match, start, language)


def _literal(match: re.Match[str], start: int, language: Language) -> Literal:
    index = next(i for i in range(len(language.strings)) if match[f"s{i}"] is not None)
    return Literal(start, match.end(), _value(match[0], start, language.strings[index]))


def _with_tail(literal: Literal, text: str, computed: re.Pattern[str]) -> Literal:
    """A string with the value that it is joined to at its end."""
    tail = computed.match(text, literal.end)
    if tail is None:
        return literal
    value = Computed(words_of(tail[1]), tail.start(1))
    return Literal(literal.start, tail.end(), joined((literal.value, value)))


def _alternatives(language: Language) -> list[str]:
    """The patterns of a language's strings, each in a group of its number, with the names of groups made unique."""
    return [
        f"(?P<s{index}>" + re.sub(r"\(\?P(<|=)(\w+)", rf"(?P\g<1>\g<2>{index}", form.pattern) + ")"
        for index, form in enumerate(language.strings)
    ]


def _value(source: str, at: int, form: StringForm) -> str | Mixed:
    match = re.compile(form.pattern, re.DOTALL).fullmatch(source)
    assert match is not None
    inner = next(
        (each for name, each in match.groupdict().items() if name not in ("end", "rest") and each is not None), ""
    )
    if not form.computed:
        return _text(inner, form)
    parts: list[object] = []
    last = 0
    for value in re.finditer(form.computed, inner):
        if _is_escaped(inner, value.start()) and not value[0].startswith("\\"):
            continue
        parts += [
            _text(inner[last : value.start()], form),
            Computed(words_of(value[value.lastindex or 0]), at + value.start()),
        ]
        last = value.end()
    return joined((*parts, _text(inner[last:], form)))


def _is_escaped(text: str, at: int) -> bool:
    before = text[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _text(inner: str, form: StringForm) -> str:
    if form.doubled:
        return inner.replace(form.doubled * 2, form.doubled)
    if form.only_escapes:
        return re.sub(rf"\\([{re.escape(form.only_escapes)}])", r"\1", inner)
    return unescaped(inner) if form.escapes else inner
