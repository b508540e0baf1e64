"""The private names of Textual that the explorer uses still exist: an upgrade that changes one fails here, by name."""

import ast
import asyncio
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.segment import Segment
from textual import app, message_pump, timer, worker
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate
from textual._queue import Queue
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.css import match
from textual.css.styles import RenderStyles, Styles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread
from textual.geometry import Region
from textual.message import Message
from textual.messages import InvokeLater
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import DataTable, OptionList, TextArea, Tree
from textual.widgets.text_area import Document, WrappedDocument
from textual.widgets.tree import TreeNode

from edge_tui import tui
from edge_tui.tui import textual_layouts
from edge_tui.tui.editor.json_document import JsonDocument, UnwrappedDocument
from edge_tui.tui.textual_frames import _CACHE_SIZES
from edge_tui.tui.textual_input import _KNOWN
from edge_tui.tui.textual_internals import SURVIVABLE_CALLERS, _compositor_refresh, _one_at_a_time
from tests.tables import every_row

# Each private method with its parameters, or None for a property.
NAMES: tuple[tuple[Any, str, str | None], ...] = (
    (App, "_handle_exception", "self, error"),
    (App, "_close_messages_no_wait", "self"),
    (App, "panic", "self, *renderables"),
    (App, "suspend", "self"),
    (App, "_display", "self, screen, renderable"),
    (App, "_build_driver", "self, headless, inline, mouse, size"),
    (App, "post_display_hook", "self"),
    (App, "refresh", "self, repaint, layout, recompose"),
    (App, "update_styles", "self, node, animate"),
    (Driver, "start_application_mode", "self"),
    (Driver, "disable_input", "self"),
    (Driver, "process_message", "self, message"),
    (Driver, "send_message", "self, message"),
    (XTermParser, "feed", "self, data"),
    (XTermParser, "tick", "self"),
    (Driver, "stop_application_mode", "self"),
    (WriterThread, "run", "self"),
    (WriterThread, "write", "self, text"),
    (WriterThread, "stop", "self"),
    (OptionList, "_move_page", "self, direction"),
    (OptionList, "_on_resize", "self"),
    (OptionList, "_index_to_line", None),
    (Tree, "_invalidate", "self"),
    (TextArea, "_set_document", "self, text, language"),
    (TextArea, "_app_theme_changed", "self"),
    (TextArea, "_build_highlight_map", "self"),
    (TextArea, "_rewrap_and_refresh_virtual_size", "self"),
    (TextArea, "_restart_blink", "self"),
    (TextArea, "_toggle_cursor_blink_visible", "self"),
    (TextArea, "_pause_blink", "self, visible"),
    (TextArea, "_on_key", "self, event"),
    (TextArea, "_render_line", "self, y"),
    (TextArea, "_replace_via_keyboard", "self, insert, start, end"),
    (Stylesheet, "apply", "self, node, animate, cache"),
    (Stylesheet, "replace_rules", "node, rules, animate"),
    (Stylesheet, "_process_component_classes", "self, node"),
    (match, "_check_selectors", "selectors, css_path_nodes"),
    (DOMNode, "_get_component_classes", ""),
    (DOMNode, "_selector_names", None),
    (DOMNode, "rich_style", None),
    (DOMNode, "background_colors", None),
    (Widget, "opacity", None),
    (RenderStyles, "_cache_key", None),
    (Compositor, "reflow", "self, parent, size"),
    (Screen, "_screen_resized", "self, size"),
    (Screen, "_on_timer_update", "self"),
    (Screen, "_reset_focus", "self, widget, avoiding"),
    (Widget, "_on_show", "self, event"),
    (Screen, "_update_timer", None),
    (Screen, "_modal_binding_chain", None),
    (timer.Timer, "_run", "self"),
    (timer.Timer, "_tick", "self, next_timer, count"),
    (timer.Timer, "_start", "self"),
    (
        textual_layouts,
        "_scroll_to",
        "self, x, y, animate, speed, duration, easing, force, on_complete, level, release_anchor",
    ),
    (StylesCache, "render_widget", "self, widget, crop"),
    (StylesCache, "get_inner_outer", "cls, base_background, background"),
    (Widget, "_render_content", "self"),
    (Widget, "_scroll_update", "self, virtual_size"),
    (Widget, "_size_updated", "self, size, virtual_size, container_size, layout"),
    (Widget, "_arrange_scrollbars", "self, region"),
    (message_pump.MessagePump, "on_event", "self, event"),
    (message_pump.MessagePump, "_on_message", "self, message"),
    (message_pump.MessagePump, "_get_dispatch_methods", "self, name, message"),
    (message_pump.MessagePump, "_flush_next_callbacks", "self"),
    (App, "push_screen_wait", "self, screen, mode"),
    (Queue, "put_nowait", "self, value"),
    (Message, "_bubble_to", "self, widget"),
    (Compositor, "_render_chops", "self, crop, is_rendered_line"),
    (Compositor, "_regions_to_spans", "regions"),
    (Widget, "_clear_arrangement_cache", "self"),
    (Tree, "_clear_line_cache", "self"),
    (Tree, "_refresh_node", "self, node"),
    (TreeNode, "_reset", "self"),
    (DataTable, "_should_highlight", "self, cursor, target_cell, type_of_cursor"),
)
# Attributes that a constructor sets.
ATTRIBUTES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        TextArea,
        ("_line_cache", "_theme", "_cursor_offset", "_highlight_query", "_bindings", "wrapped_document", "navigator"),
    ),
    (Compositor, ("_full_map", "_visible_map", "_visible_widgets", "_cuts", "_layers", "_layers_visible")),
    (Compositor, ("_dirty_regions", "_full_map_invalidated", "widgets")),
    (Screen, ("_compositor", "_dirty_widgets", "_layout_required", "_Screen__update_timer", "_timers")),
    (
        App,
        ("_keymap", "_notifications", "_exception", "_exception_event", "_return_code", "_exit", "_driver", "_closing"),
    ),
    (StylesCache, ("_cache", "_dirty_lines", "_width")),
    (Widget, ("_render_cache", "_dirty_regions")),
    (Message, ("_sender", "_no_default_action", "_stop_propagation")),
    (XTermParser, ("_timeout_time", *_KNOWN)),
    (Console, ("_color_system",)),
    # Of styles.
    (Stylesheet, ("_rules_map", "_rules", "_parse_cache")),
    (Styles, ("_rules", "_updates")),
    (DOMNode, ("_classes", "_id", "_component_styles", "_parent")),
    # Of the keys that wait.
    (App, ("_message_queue", "_next_callbacks", "_registry")),
    (Queue, ("values", "ready_event")),
    (asyncio.Event, ("_waiters",)),
    # Of its output.
    (App, ("_running", "_closed", "_batch_count", "_sync_available", "_previous_cursor_position", "cursor_position")),
)
# Private names of Textual that a class of the explorer defines again on purpose.
OVERRIDDEN = {
    ("JsonArea", "_set_document"),
    ("JsonArea", "_app_theme_changed"),
    ("JsonArea", "_render_line"),
    ("JsonArea", "_restart_blink"),
    ("JsonArea", "_toggle_cursor_blink_visible"),
    ("JsonEditor", "_on_key"),
    ("HandleTree", "_invalidate"),
    ("SteppedTree", "_refresh_node"),
    ("MatrixView", "_should_highlight"),
}
INTERNALS = {
    f"edge_tui.tui.textual_{subject}"
    for subject in (
        "internals",
        "drawing",
        "focus",
        "frames",
        "input",
        "keys",
        "layouts",
        "messages",
        "output",
        "screens",
        "styles",
        "widgets",
    )
}


@every_row(("owner", "name", "parameters"), NAMES, ids=lambda value: getattr(value, "__name__", value))
def test_a_private_name_has_its_signature(owner: Any, name: str, parameters: str | None) -> None:
    assert hasattr(owner, name), f"{owner.__name__}.{name} is gone"
    if parameters is not None:
        found = [
            str(each.replace(annotation=inspect.Parameter.empty, default=inspect.Parameter.empty))
            for each in inspect.signature(getattr(owner, name)).parameters.values()
        ]
        assert ", ".join(found) == parameters, f"{owner.__name__}.{name} has another signature"


def test_a_new_widget_and_a_new_app_have_their_private_attributes() -> None:
    for owner, names in ATTRIBUTES:
        made = owner()
        assert [name for name in names if not hasattr(made, name)] == [], owner.__name__


def test_a_document_still_keeps_its_lines_under_the_name_that_the_editors_document_replaces() -> None:
    assert Document("a\nb")._lines == ["a", "b"]
    document = JsonDocument("a\nb\nc")
    assert document.lines == ["a", "b", "c"]
    assert UnwrappedDocument(document).height == WrappedDocument(document).height == 3


@pytest.mark.parametrize("caller", SURVIVABLE_CALLERS)
def test_a_caller_that_is_survived_still_hands_its_exceptions_to_the_app(caller: str) -> None:
    class_name, method = caller.split(".")
    owner = next(getattr(m, class_name) for m in (worker, timer, message_pump) if hasattr(m, class_name))
    assert "_handle_exception" in inspect.getsource(getattr(owner, method))


def test_a_stylesheet_still_leaves_these_notes_on_a_node() -> None:
    notes = set(re.findall(r"node\.(_has_\w+) =", inspect.getsource(Stylesheet.apply)))
    assert notes == {"_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even"}


def test_the_app_still_keeps_its_exception_and_its_status() -> None:
    source = inspect.getsource(app.App)
    for name in ("self._exception ", "self._return_code", "self._exit ", "self._driver"):
        assert name in source


def test_an_update_still_has_its_strips_by_row_and_column() -> None:
    strip = Strip([Segment("ab")])
    layout, chops = LayoutUpdate([[strip]], Region(0, 0, 2, 1)), ChopsUpdate([{0: strip}], [(0, 0, 2)], [[2]])
    assert (layout.strips, layout.region) == ([[strip]], Region(0, 0, 2, 1))
    assert (chops.chops, chops.spans, chops.chop_ends) == ([{0: strip}], [(0, 0, 2)], [[2]])
    assert {each.__name__ for each in CompositorUpdate.__subclasses__()} == {
        "LayoutUpdate",
        "ChopsUpdate",
        "InlineUpdate",
    }


def test_frames_still_reach_the_terminal_where_the_explorer_writes_them() -> None:
    source = inspect.getsource(app.App._display)
    assert "isinstance(renderable, CompositorUpdate)" in source
    for condition in ("self._batch_count", "self._running", "not self._closed", "not self.is_headless"):
        assert condition in source
    assert "app._display(self, update)" in inspect.getsource(_compositor_refresh)


def test_frames_are_still_drawn_by_a_timer_that_is_resumed_for_a_change_and_paused_after_it() -> None:
    assert {"_active", "_interval"} <= set(timer.Timer(Screen(), 1.0).__dict__) | set(vars(timer.Timer))
    assert "self._update_timer.resume()" in inspect.getsource(Screen._on_idle)
    for method in (Screen._on_timer_update, Screen._refresh_layout):
        assert "self._update_timer.pause()" in inspect.getsource(method)


def test_a_strip_still_has_the_attributes_that_it_is_made_with_later() -> None:
    source = ast.parse(inspect.getsource(inspect.getmodule(Strip)))  # type: ignore[arg-type]
    strip_class = next(node for node in source.body if isinstance(node, ast.ClassDef) and node.name == "Strip")
    made = next(node for node in strip_class.body if isinstance(node, ast.FunctionDef) and node.name == "__init__")
    values = {
        ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0]): ast.unparse(node.value)
        for node in made.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
    }
    caches = {f"self.{name}": f"FIFOCache({size})" for name, size in _CACHE_SIZES.items()}
    assert values == {
        "self._segments": "list(segments)",
        "self._cell_length": "cell_length",
        **dict.fromkeys(("self._render_cache", "self._link_ids", "self._cell_count"), "None"),
        **caches,
    }
    assert len(caches) > 1


def test_a_cache_of_a_strip_is_made_once_and_no_other_attribute() -> None:
    strip = Strip([Segment("abcd")])
    assert strip.crop(1, 3) is strip.crop(1, 3)
    assert strip.divide([2, 4]) is strip.divide([2, 4])
    assert not hasattr(strip, "_other")


def test_callbacks_are_still_messages_that_carry_them() -> None:
    called: list[int] = []
    message = InvokeLater(lambda: called.append(1))
    message.callback()
    assert called == [1]
    assert "message_hook" in inspect.getsource(message_pump.MessagePump._dispatch_message)


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
        yield importlib.import_module(found.name)


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for module in _modules():
        if module.__name__ not in INTERNALS:
            yield module.__name__, ast.parse(Path(str(module.__file__)).read_text("utf-8"))


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_no_other_module_imports_a_private_module_or_name_of_a_library() -> None:
    found = [
        f"{name}: {node.module} {alias.name}"
        for name, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not str(node.module).startswith("edge_tui")
        for alias in node.names
        if any(_is_private(part) for part in (*str(node.module).split("."), alias.name))
    ]
    assert found == []


def _of_textual(cls: type, name: str) -> bool:
    """Whether a base class from Textual defines or assigns a private name."""
    return any(
        name in base.__dict__ or name in _assigned(base)
        for base in cls.__mro__
        if base.__module__.startswith("textual")
    )


_CACHE: dict[type, set[str]] = {}


def _assigned(cls: type) -> set[str]:
    if cls not in _CACHE:
        _CACHE[cls] = {
            node.attr
            for node in ast.walk(ast.parse(inspect.cleandoc("\n" + inspect.getsource(cls))))
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        }
    return _CACHE[cls]


def test_other_classes_override_only_the_listed_private_names_of_textual_and_use_none() -> None:
    found = set()
    for module in _modules():
        for cls in vars(module).values():
            if not inspect.isclass(cls) or cls.__module__ != module.__name__ or not issubclass(cls, DOMNode):
                continue
            if module.__name__ in INTERNALS:
                continue
            used = {
                node.attr
                for node in ast.walk(ast.parse(inspect.cleandoc("\n" + inspect.getsource(cls))))
                if isinstance(node, ast.Attribute) and _is_private(node.attr)
            } | {name for name in cls.__dict__ if _is_private(name) and inspect.isfunction(cls.__dict__[name])}
            found |= {(cls.__name__, name) for name in used if _of_textual(cls, name)}
    assert found == OVERRIDDEN


def test_an_action_that_is_asked_for_while_it_runs_runs_again_afterwards() -> None:
    done: list[str] = []

    def act() -> None:
        done.append("begun")
        if len(done) == 1:
            run()
            run()
        done.append("ended")

    run = _one_at_a_time(act)
    run()
    assert done == ["begun", "ended", "begun", "ended"]
    run()
    assert done == ["begun", "ended"] * 3
