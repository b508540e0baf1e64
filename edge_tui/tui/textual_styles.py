"""Stylesheets that are parsed once, and styles that are worked out once, by Textual's private names.

`tests/tui/test_textual_internals.py` checks the private names.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, cast

from rich.style import Style
from textual.app import App
from textual.cache import LRUCache
from textual.color import Color
from textual.css.match import _check_selectors
from textual.css.model import CombinatorType, RuleSet, Selector
from textual.css.styles import RenderStyles, RulesMap, Styles
from textual.css.stylesheet import Stylesheet
from textual.css.types import Specificity3, Specificity6
from textual.dom import DOMNode
from textual.widget import Widget

_MAX_SOURCES = 512
_DEFAULTS = Styles()
_ORDER_PSEUDO_CLASSES = frozenset({"first-of-type", "last-of-type", "first-child", "last-child", "empty"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A selector whose last part has a node's type, classes and ID; the rest depends on where and how the node is."""

    number: int
    rule: RuleSet
    selectors: list[Selector]
    specificity: Specificity3
    is_certain: bool

    def matches(self, path: list[DOMNode]) -> bool:
        """Whether it selects the last node of the path."""
        if self.is_certain:
            return True
        last = self.selectors[-1]
        if last.pseudo_classes and not path[-1].has_pseudo_classes(last.pseudo_classes):
            return False
        return _check_selectors(self.selectors, path)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What may select a node, the last in the stylesheet first; and what the explorer has to look for on it."""

    selectors: tuple[_Candidate, ...]
    pseudo_classes: frozenset[str]


class RuleIndex:
    """What is worked out from the rules of a stylesheet for the nodes that they may select."""

    def __init__(self, rules: list[RuleSet], rules_map: dict[str, list[RuleSet]]) -> None:
        self.rules_map = rules_map
        self._rules = rules
        self._numbers = {id(rule): number for number, rule in enumerate(rules)}
        self._candidates: dict[tuple[type[DOMNode], frozenset[str], str | None], _Candidates] = {}
        self._cascades: dict[tuple[int, ...], RulesMap] = {}

    def candidates_for(self, node: DOMNode) -> _Candidates:
        """The selectors that may select a node."""
        node_id = node._id if node._id is not None and f"#{node._id}" in self.rules_map else None
        key = (type(node), frozenset(node._classes), node_id)
        candidates = self._candidates.get(key)
        if candidates is None:
            candidates = self._candidates[key] = self._work_out_candidates(node)
        return candidates

    def cascade(self, matching: list[_Candidate]) -> RulesMap:
        """What some selectors say together."""
        key = tuple([each.number for each in matching])
        rules = self._cascades.get(key)
        if rules is None:
            rules = self._cascades[key] = _cascade(matching)
        return rules

    def _work_out_candidates(self, node: DOMNode) -> _Candidates:
        rules_map = self.rules_map
        rules = {
            self._numbers[id(rule)]: rule
            for name in rules_map.keys() & node._selector_names
            for rule in rules_map[name]
        }
        selectors = [
            _Candidate(
                (number << 16) + position,
                rule,
                selector_set.selectors,
                selector_set.specificity,
                len(selector_set.selectors) == 1
                and not selector_set.selectors[0].pseudo_classes
                and selector_set.selectors[0].combinator == CombinatorType.DESCENDENT,
            )
            for number, rule in sorted(rules.items(), reverse=True)
            for position, selector_set in enumerate(rule.selector_set)
            if selector_set.selectors[-1]._check(node)
        ]
        return _Candidates(tuple(selectors), frozenset().union(*[rule.pseudo_classes for rule in rules.values()]))


class LastingStylesheet(Stylesheet):
    """Parses each source once for each set of variables.

    Textual parses all of them again with every screen's first stylesheet, and three times before the first
    paint, though no variable has changed: a tenth of the time to the first frame.

    Which rules may select a node is worked out once for all nodes of its type, classes and ID, and what some rules
    come to together once for all nodes that they select. Textual does both for each node whenever it or one above
    changes its focus or a class: a third of what keys cost that go from pane to pane. The result is the same.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        # More than all widgets and screens have, so that none is parsed again.
        self._parse_cache = LRUCache(_MAX_SOURCES)
        self._index: RuleIndex | None = None
        # What it was worked out from.
        self._index_map: dict[str, list[RuleSet]] | None = None

    def set_variables(self, variables: dict[str, str]) -> None:
        """Drops what was parsed, if a variable has changed."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parses the sources that aren't parsed yet; an invalid one leaves the rules as they are."""
        self.parse()

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None
    ) -> None:
        """Gives a node its styles."""
        if rules := self._rules_for(node):
            self.replace_rules(node, rules, animate=animate)
        self._process_component_classes(node)

    def _rules_for(self, node: DOMNode) -> RulesMap:
        """What the stylesheet says of a node, with notes on the node of what may change that."""
        index = self._rule_index()
        candidates = index.candidates_for(node)
        pseudo_classes = candidates.pseudo_classes
        node._has_hover_style = "hover" in pseudo_classes
        node._has_focus_within = "focus-within" in pseudo_classes
        node._has_order_style = not pseudo_classes.isdisjoint(_ORDER_PSEUDO_CLASSES)
        node._has_odd_or_even = "odd" in pseudo_classes or "even" in pseudo_classes
        path = node.css_path_nodes
        matching = [each for each in candidates.selectors if each.matches(path)]
        return index.cascade(matching)

    def _rule_index(self) -> RuleIndex:
        # First what may parse sources that were added, and make another map.
        rules = self.rules
        rules_map = self.rules_map
        if self._index is None or self._index_map is not rules_map:
            self._index, self._index_map = RuleIndex(rules, rules_map), rules_map
        return self._index

    def _process_component_classes(self, node: DOMNode) -> None:
        """Styles the parts of a widget that aren't widgets, each through the node that stood for it before."""
        names = node._get_component_classes()
        if not names:
            return
        before = node._component_styles.copy()
        node._component_styles.clear()
        is_changed = False
        for name in sorted(names):
            part = before[name].node if name in before else None
            if part is None:
                part = DOMNode(classes=name)
                is_changed = True
            part._attach(node)
            updates = part.styles.base._updates
            self.replace_rules(part, self._rules_for(part))
            is_changed = is_changed or part.styles.base._updates != updates
            node._component_styles[name] = part.styles
        if is_changed:
            node.refresh()

    @classmethod
    def replace_rules(cls, node: DOMNode, rules: RulesMap, animate: bool = False) -> None:
        """Sets the rules that have changed: to set another one would check and convert it, and then do nothing."""
        if animate and rules.get("transitions"):
            super().replace_rules(node, rules, animate)
            return
        base = node.styles.base
        old = cast(dict[str, object], base._rules)
        new = cast(dict[str, object], rules)
        for name in [name for name in old.keys() | new.keys() if old.get(name) is not new.get(name)]:
            setattr(base, name, new.get(name))
        node.notify_style_update()


def _cascade(matching: list[_Candidate]) -> RulesMap:
    """What some selectors say together."""
    declared: dict[str, list[tuple[Specificity6, object]]] = {}
    for each in matching:
        rule = each.rule
        for name, specificity, value in rule.styles.extract_rules(
            each.specificity, rule.is_default_rules, rule.tie_breaker
        ):
            declared.setdefault(name, []).append((specificity, value))
    return cast(RulesMap, {name: _most_specific(name, values) for name, values in declared.items()})


def _most_specific(name: str, declared: list[tuple[Specificity6, object]]) -> object:
    """The value that applies. None stands for `initial`: of the explorer's rules that is what the widget's own say."""
    value = max(declared, key=itemgetter(0))[1]
    if value is not None:
        return value
    of_widgets = [(specificity, value) for specificity, value in declared if not specificity[0]]
    if len(of_widgets) == len(declared):
        return getattr(_DEFAULTS, name)
    return max(of_widgets, key=itemgetter(0))[1] if of_widgets else None


_update_styles = App.update_styles


def _update_styles_if_mounted(self: App[Any], node: DOMNode, animate: bool = True) -> None:
    """Styles what is mounted.

    Textual also styles a widget that isn't whenever its constructor sets a class, and all of it once more when it
    is mounted: a list three times before it is shown.
    """
    if node.parent is not None or node is self:
        _update_styles(self, node, animate)


App.update_styles = _update_styles_if_mounted  # type: ignore[method-assign]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a node looks like where it is: what its styles, of one version, make of the look `above`."""

    above: "_Look | None"
    version: int
    opacity: float
    text_style: Style
    color: Color
    # The ground of its text; without a rule for it, that of the node above.
    background: Color
    # The grounds that it is on, and that it has.
    grounds: tuple[Color, Color]
    style: Style


_TRANSPARENT = Color(0, 0, 0, 0)
_NOWHERE = _Look(
    None, 0, 1.0, Style.null(), Color(255, 255, 255, 0), _TRANSPARENT, (_TRANSPARENT, _TRANSPARENT), Style.null()
)
_LOOK = "_edge_tui_look"
# The look of each node in the frame that is being drawn, by the node.
_looks: dict[DOMNode, _Look] | None = None


@contextmanager
def each_style_once() -> Iterator[None]:
    """Looks once at the styles of each node while a frame is drawn."""
    global _looks  # noqa: PLW0603 (one frame is drawn at a time)
    _looks = {}
    try:
        yield
    finally:
        _looks = None


def _look_of(node: DOMNode) -> _Look:
    """What a node looks like, worked out again when its styles or those of a node above have changed.

    Textual goes through the styles of all nodes above for each row that a widget draws, and for each of its parts:
    with one look a frame, still an eighth of what a key costs.
    """
    if _looks is not None and (seen := _looks.get(node)) is not None:
        return seen
    parent = node._parent
    above = _look_of(parent) if isinstance(parent, DOMNode) else _NOWHERE
    version = node.styles._cache_key
    look: _Look | None = vars(node).get(_LOOK)
    if look is None or look.above is not above or look.version != version:
        look = _look_on(above, node.styles, version)
        setattr(node, _LOOK, look)
    if _looks is not None:
        _looks[node] = look
    return look


def _look_on(above: _Look, styles: RenderStyles, version: int) -> _Look:
    """What Textual makes of styles on what is above."""
    opacity = above.opacity * styles.opacity
    tinted = styles.background.tint(styles.background_tint)
    ground = tinted.multiply_alpha(opacity)
    background = text_background = above.background
    if styles.has_rule("background"):
        text_background = background + tinted
        background += ground
    color = styles.color if styles.has_rule("color") else above.color
    if styles.has_rule("auto_color") and styles.auto_color:
        color = text_background.get_contrast_text(color.a)
    text_style = above.text_style + styles.text_style
    drawn = Style.from_color(
        (background + color).rich_color if background.a or color.a else None,
        background.rich_color if background.a else None,
    )
    grounds = above.grounds[1], above.grounds[1] + ground
    return _Look(above, version, opacity, text_style, color, background, grounds, text_style + drawn)


def _rich_style(self: DOMNode) -> Style:
    """The style of a node's text."""
    return _look_of(self).style


def _background_colors(self: DOMNode) -> tuple[Color, Color]:
    """The grounds that a node is on, and that it has."""
    return _look_of(self).grounds


def _opacity(self: Widget) -> float:
    """The opacity of a widget and of all that it is in."""
    return _look_of(self).opacity


DOMNode.rich_style = property(_rich_style)  # type: ignore[method-assign,assignment]
DOMNode.background_colors = property(_background_colors)  # type: ignore[method-assign,assignment]
Widget.opacity = property(_opacity)  # type: ignore[method-assign,assignment]
