"""A workspace with a frozen clock, in UTC."""

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import textual._wait
import textual.timer
from textual._compositor import Compositor, LayoutUpdate
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.pilot import Pilot

from edge_tui.tui import textual_styles
from edge_tui.tui.textual_drawing import draw_changes
from edge_tui.tui.textual_styles import RuleIndex
from edge_tui.workspace import Workspace
from tests.tui import pauses
from tests.tui.message_pumps import all_handled
from tests.tui.stage import frozen_workspace, note_drawn, note_undrawn

_Variables = dict[str, str]
_Parsed = dict[tuple[object, ...], list[RuleSet]]

_PARSED: dict[tuple[tuple[str, str], ...], _Parsed] = {}
_INDEXES: dict[tuple[int, ...], RuleIndex] = {}


@pytest.fixture(autouse=True)
def greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time is UTC, wherever the test runs."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def no_terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen is laid out after each key as usual, but drawn only when a test reads it, and at its end.

    Without a terminal Textual throws an update away once it has been composed. With the mark `draws` every
    widget draws its lines after each key, which takes a quarter of the time: for tests of drawing itself,
    and for those that use the explorer at random.
    """
    draws_each_update = request.node.get_closest_marker("draws") is not None
    compose = Compositor.render_full_update

    def full_update(compositor: Compositor, simplify: bool = False) -> LayoutUpdate | None:
        if simplify:
            note_drawn(compositor)
            return compose(compositor, simplify)
        compositor._dirty_regions.clear()
        if draws_each_update:
            deque(compositor._get_renders(compositor.size.region), maxlen=0)
        else:
            note_undrawn(compositor, [compositor.size.region])
        return None

    def partial_update(compositor: Compositor) -> None:
        if draws_each_update:
            draw_changes(compositor)
        note_undrawn(compositor, compositor._dirty_regions)
        compositor._dirty_regions.clear()

    monkeypatch.setattr(Compositor, "render_full_update", full_update)
    monkeypatch.setattr(Compositor, "render_partial_update", partial_update)


@pytest.fixture(autouse=True)
def parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stylesheets are parsed, and their rules indexed, for the first explorer only, for each set of variables."""
    parse = Stylesheet._parse_rules
    # With the variables, whose comparison would take longer than the rest.
    by_stylesheet: WeakKeyDictionary[Stylesheet, tuple[_Variables, _Parsed]] = WeakKeyDictionary()

    def parse_once(stylesheet: Stylesheet, css: str, read_from: CSSLocation, **options: Any) -> list[RuleSet]:
        variables, parsed = by_stylesheet.get(stylesheet, (None, {}))
        if variables is not stylesheet._variables:
            variables = stylesheet._variables
            parsed = _PARSED.setdefault(tuple(variables.items()), {})
            by_stylesheet[stylesheet] = variables, parsed
        key = (css, read_from, *options.values())
        if key not in parsed:
            parsed[key] = parse(stylesheet, css, read_from, **options)
        return parsed[key]

    def index_once(rules: list[RuleSet], rules_map: dict[str, list[RuleSet]]) -> RuleIndex:
        # An index keeps its rules, so no other has the same address.
        key = tuple(map(id, rules))
        if key not in _INDEXES:
            _INDEXES[key] = RuleIndex(rules, rules_map)
        return _INDEXES[key]

    monkeypatch.setattr(textual_styles, "RuleIndex", index_once)
    monkeypatch.setattr(Stylesheet, "_parse_rules", parse_once)
    # As Textual's, which is written in Python, and called for every rule of every widget.
    monkeypatch.setattr(RuleSet, "__hash__", object.__hash__)


@pytest.fixture(autouse=True)
def only_the_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot waits until every widget has handled a message that it sends to each, after each key."""
    monkeypatch.setattr(Pilot, "_wait_for_screen", all_handled)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """After every key Textual's pilot waits until the process is idle, and looks for that in steps of this length.

    With steps of 5 ms tests of screens waited for half of their time.
    """
    monkeypatch.setattr(textual._wait, "SLEEP_GRANULARITY", 0.002)
    monkeypatch.setattr(textual._wait, "SLEEP_IDLE", 0.0004)


@pytest.fixture(autouse=True)
def pauses_that_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows after a pause in the typing, follows as soon as a test waits for it."""
    monkeypatch.setattr(textual.timer, "sleep", pauses.sleep)


@pytest.fixture
def workspace(home: Path) -> Workspace:
    """A workspace in this test's home, at noon."""
    return frozen_workspace(home)
