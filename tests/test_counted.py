"""A number and its noun agree, because one function writes them: `counted` in `model/text.py`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import edge_tui
from edge_tui.model.text import counted

_PACKAGE = Path(edge_tui.__file__).parent
_PLURAL = re.compile(r" (?:(?:of|other|more|different|always-changing|JSON) )*([a-z]{2,}s)\b")
_NO_PLURAL = frozenset(("is", "was", "has", "does", "says", "ms", "this", "as", "its", "bytes", "characters", "digits"))
_NUMBERS = frozenset(("count", "number", "total", "backlog", "pages", "calls", "others"))


def written_by_hand(source: str) -> Iterator[tuple[int, str]]:
    """Lines where a text chooses its own plural, or has one that a number of 1 would be before."""
    tree = ast.parse(source)
    chosen = {id(inner) for each in ast.walk(tree) if isinstance(each, ast.IfExp) for inner in ast.walk(each)}
    for node in ast.walk(tree):
        if isinstance(node, ast.IfExp) and _adds_s(node):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.JoinedStr) and id(node) not in chosen:
            for number, words in zip(node.values, node.values[1:], strict=False):
                if isinstance(number, ast.FormattedValue) and _may_be_one(number.value) and _is_plural(words):
                    yield node.lineno, ast.unparse(node)


def _adds_s(choice: ast.IfExp) -> bool:
    """`'' if n == 1 else 's'` of a noun; a verb has its s for one: `'s' if n == 1 else ''`."""
    ends = [each.value if isinstance(each, ast.Constant) else None for each in (choice.body, choice.orelse)]
    is_more = isinstance(choice.test, ast.Compare) and isinstance(choice.test.ops[0], ast.Gt | ast.NotEq)
    return set(ends) in ({"", "s"}, {"", "es"}) and (ends[0] == "") is not is_more


def _may_be_one(number: ast.expr) -> bool:
    is_length = isinstance(number, ast.Call) and isinstance(number.func, ast.Name) and number.func.id == "len"
    return is_length or (isinstance(number, ast.Name) and number.id in _NUMBERS)


def _is_plural(words: ast.expr) -> bool:
    text = words.value if isinstance(words, ast.Constant) and isinstance(words.value, str) else ""
    found = _PLURAL.match(text)
    return found is not None and found[1] not in _NO_PLURAL


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (1200, "1,200 entries")]
)
def test_one_is_singular(number: int, words: str) -> None:
    assert counted(number, "entry", "entries") == words


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("f\"{n} call{'' if n == 1 else 's'}\"", True),
        ("f\"{n} call{'s' if n > 1 else ''}\"", True),
        ("f\"{n} match{'' if n == 1 else 'es'}\"", True),
        ('f"{len(found)} calls"', True),
        ('f"{count} other calls"', True),
        ('f"{count} calls" if count > 1 else "a call"', False),
        ("f\"{n} differ{'s' if n == 1 else ''}\"", False),
        ('f"{count} is too many"', False),
    ],
)
def test_a_plural_that_is_written_by_hand_is_found(source: str, is_found: bool) -> None:
    assert bool(list(written_by_hand(source))) is is_found


def test_every_number_of_things_is_written_by_counted() -> None:
    found = [
        f"{path.relative_to(_PACKAGE)}:{line}: {words}"
        for path in sorted(_PACKAGE.rglob("*.py"))
        for line, words in written_by_hand(path.read_text("utf-8"))
    ]
    assert found == []
