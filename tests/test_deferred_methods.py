"""Dataclasses whose methods are compiled late behave as those of the standard library."""

import copy
import dataclasses
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from edge_tui import deferred_methods

OPTIONS = [
    {"frozen": frozen, "slots": slots, "order": order, "kw_only": kw_only}
    for frozen, slots, order, kw_only in product([True, False], repeat=4)
]


def made(**options: bool) -> list[type]:
    """A class, one that inherits from it, and one with methods written by hand."""

    @dataclasses.dataclass(**options)
    class Base:
        """A value."""

        name: str
        count: int = 0
        items: list[int] = dataclasses.field(default_factory=list, compare=False)
        hidden: str = dataclasses.field(default="", repr=False)

        def __post_init__(self) -> None:
            if self.count < 0:
                raise ValueError("count")

    @dataclasses.dataclass(**options)
    class Inner(Base):
        """A value with one more field."""

        more: tuple[Any, ...] = ()

    @dataclasses.dataclass(**options)
    class Own:
        """A value with methods of its author."""

        name: str

        def __repr__(self) -> str:
            return "mine"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self))

        def __hash__(self) -> int:
            return 7

    return [Base, Inner, Own]


def outcome(action: Callable[[], Any]) -> str:
    """What an action returns or raises, as text."""
    try:
        return repr(action())
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"


def behavior(cls: type) -> list[str]:
    """What a class does with everything that `dataclasses` promises."""
    small = {"name": "a"}
    one = cls(**small)
    other = cls(**(small | {"name": "b"}))
    node = cls(**small)

    def assign() -> Any:
        one.name = "changed"
        return one

    def match() -> Any:
        match one:
            case cls(name=name):
                return name

    actions: list[Callable[[], Any]] = [
        lambda: one,
        lambda: cls("a"),
        cls,
        lambda: cls(wrong=1),
        lambda: cls(name="a", count=-1),
        lambda: one == cls(**small),
        lambda: one == other,
        lambda: one == 1,
        lambda: hash(one) == hash(cls(**small)),
        lambda: one < other,
        lambda: dataclasses.replace(one, name="c"),
        lambda: dataclasses.asdict(one),
        lambda: [each.name for each in dataclasses.fields(cls)],
        lambda: cls.__match_args__,
        lambda: {one: 1}[node],
        lambda: copy.copy(one) == one,
        lambda: copy.deepcopy(one),
        match,
        assign,
        lambda: delattr(one, "name"),
        lambda: cls.__init__.__qualname__,
        lambda: cls.__doc__,
    ]
    return [outcome(action) for action in actions]


@pytest.fixture
def deferring(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the program, for one test."""
    if not hasattr(dataclasses, "_create_fn"):
        pytest.skip("this Python compiles all methods of a class at once")
    monkeypatch.setattr(dataclasses, "_create_fn", dataclasses._create_fn)
    deferred_methods.defer()


@pytest.mark.parametrize("options", OPTIONS, ids=lambda each: ",".join(name for name in each if each[name]) or "plain")
def test_methods_that_are_compiled_late_do_the_same(options: dict[str, bool], request: pytest.FixtureRequest) -> None:
    expected = [behavior(cls) for cls in made(**options)]
    request.getfixturevalue("deferring")
    assert [behavior(cls) for cls in made(**options)] == expected


@pytest.mark.usefixtures("deferring")
def test_a_method_is_compiled_once_and_then_called_directly() -> None:
    compiled = []
    compile_late = dataclasses._create_fn  # type: ignore[attr-defined]
    original = compile_late.compiles_at_once
    dataclasses._create_fn = deferred_methods._deferred(  # type: ignore[attr-defined]
        lambda name, *rest, **options: compiled.append(name) or original(name, *rest, **options)
    )
    first, *_ = made(frozen=True, slots=True)
    assert compiled == []
    values = [first("a"), first("b"), first("a")]
    assert compiled == ["__init__"]
    assert first.__init__.__code__.co_filename == "<string>"
    assert values[0] == values[2]
    assert values[0] != values[1]
    assert compiled == ["__init__", "__eq__"]


def test_the_program_defers() -> None:
    script = (
        "import sys\n"
        "sys.argv = ['edge-tui', 'explain', '0104']\n"
        "from edge_tui.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "import dataclasses\n"
        "print(hasattr(getattr(dataclasses, '_create_fn', None), 'compiles_at_once'))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == str(hasattr(dataclasses, "_create_fn"))
