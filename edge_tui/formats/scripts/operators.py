"""The operators of expressions on known values."""

from collections.abc import Callable

from edge_tui.formats.scripts.computed import Computed, Mixed, Serialized, joined
from edge_tui.formats.scripts.node import Node
from edge_tui.formats.scripts.tokens import UNDEFINED

_Evaluate = Callable[[Node], object]


def operate(operator: str, operands: tuple[Node, ...], value_of: _Evaluate) -> object:
    """The result of an operator; `NotImplemented` when it depends on what only the running script knows."""
    if operator in ("?", "||", "or", "??", "&&", "and"):
        return _chosen(operator, operands, value_of)
    values = [value_of(each) for each in operands]
    if len(values) == 1:
        return _unary(operator, values[0])
    if operator in ("=", ":="):
        return values[-1]
    if operator == "+":
        return _added(values)
    left, right = values
    if operator in ("===", "!==", "==", "!=") and not any(isinstance(each, Computed | Mixed) for each in values):
        return (left == right and type(left) is type(right)) is (operator[0] == "=")
    if _is_number(left) and _is_number(right):
        return _calculated(operator, left, right)
    return NotImplemented


def _chosen(operator: str, operands: tuple[Node, ...], value_of: _Evaluate) -> object:
    """The operand that a condition chooses; an unknown condition chooses none."""
    first = value_of(operands[0])
    if isinstance(first, Computed | Mixed):
        if operator == "?":
            return NotImplemented
        return first
    if operator == "?":
        return value_of(operands[1 if _is_truthy(first) else 2])
    if operator == "??":
        return value_of(operands[1]) if first is None or first is UNDEFINED else first
    takes_second = _is_truthy(first) is (operator in ("&&", "and"))
    return value_of(operands[1]) if takes_second else first


def _is_truthy(value: object) -> bool:
    return value is not UNDEFINED and (isinstance(value, dict | list | Serialized) or bool(value))


def _unary(operator: str, value: object) -> object:
    if operator == "void":
        return UNDEFINED
    if operator in ("!", "not") and not isinstance(value, Computed | Mixed):
        return not _is_truthy(value)
    if value is None and operator in ("-", "+"):
        # NaN and Infinity, which JSON writes as null.
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and operator in ("-", "+"):
        return -value if operator == "-" else value
    return NotImplemented


def _added(values: list[object]) -> object:
    if all(map(_is_number, values)):
        return sum(values)  # type: ignore[arg-type]
    if any(isinstance(each, str | Mixed | Serialized) and each is not UNDEFINED for each in values):
        simple = (str, int, float, Mixed, Computed)
        if all(isinstance(each, simple) or each is None for each in values):
            return joined(values)
    if all(isinstance(each, list) for each in values):
        return [item for each in values for item in each]  # type: ignore[attr-defined]
    return NotImplemented


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e15 < value < 1e15


def _calculated(operator: str, left: object, right: object) -> object:
    assert isinstance(left, int | float)
    assert isinstance(right, int | float)
    match operator:
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" if right:
            quotient = left / right
            return int(quotient) if quotient.is_integer() else quotient
        case "%" if right and left >= 0 and right > 0:
            return left % right
        case "<":
            return left < right
        case ">":
            return left > right
    return NotImplemented
