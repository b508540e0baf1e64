"""Counts what a key costs: frames written to the terminal, layouts of the screen, rows drawn. Exact on any machine."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from textual import events
from textual._compositor import ChopsUpdate, Compositor
from textual._styles_cache import StylesCache
from textual.geometry import Region
from textual.message_pump import MessagePump
from textual.strip import Strip
from textual.widget import Widget

from edge_tui.tui.textual_drawing import _is_bare, draw_changes


@dataclass
class Cost:
    """`frames` were written, the place of every widget was computed `layouts` times, and widgets drew `rows`.

    Each of `asked`, in order, had a key.
    """

    frames: int = 0
    layouts: int = 0
    rows: Counter[Widget] = field(default_factory=Counter)
    asked: list[MessagePump] = field(default_factory=list)


@contextmanager
def counted() -> Iterator[Cost]:
    """Counts until the end of the block."""
    cost = Cost()
    update, arrange = Compositor.render_update, Compositor._arrange_root
    render_widget, render_line = StylesCache.render_widget, StylesCache.render_line
    on_event = MessagePump.on_event

    async def handling(pump: MessagePump, event: events.Event) -> None:
        if isinstance(event, events.Key):
            cost.asked.append(pump)
        await on_event(pump, event)

    def updating(compositor: Compositor, *arguments: Any, **how: Any) -> Any:
        # Without a changed region nothing is written.
        cost.frames += bool(compositor._dirty_regions)
        return update(compositor, *arguments, **how)

    def arranging(compositor: Compositor, *arguments: Any, **how: Any) -> Any:
        cost.layouts += 1
        return arrange(compositor, *arguments, **how)

    def rendering(cache: StylesCache, widget: Widget, crop: Region) -> list[Strip]:
        def counting(*arguments: Any) -> Strip:
            cost.rows[widget] += 1
            return render_line(cache, *arguments)

        def counting_bare(y: int) -> Strip:
            cost.rows[widget] += 1
            return draw(y)

        # An entry of zero for a widget whose rows were all drawn before.
        cost.rows[widget] += 0
        draw, is_bare = widget.render_line, _is_bare(widget)
        drawing, counter = (widget, counting_bare) if is_bare else (cache, counting)
        drawing.render_line = counter  # type: ignore[assignment,union-attr]
        try:
            return render_widget(cache, widget, crop)
        finally:
            del drawing.render_line

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", updating)
        patch.setattr(Compositor, "_arrange_root", arranging)
        patch.setattr(StylesCache, "render_widget", rendering)
        patch.setattr(MessagePump, "on_event", handling)
        yield cost


@contextmanager
def compared_frames() -> Iterator[None]:
    """Draws each change, and holds that to what Textual draws of it: whole widgets."""

    def comparing(compositor: Compositor) -> ChopsUpdate | None:
        made = draw_changes(compositor)
        if made is None:
            return None
        whole = compositor._render_chops(compositor.size.region, {y for y, _, _ in made.spans}.__contains__)
        for y, start, end in made.spans:
            parts = zip(compositor.cuts[y], compositor.cuts[y][1:], strict=False)
            inside = [begin for begin, stop in parts if begin < end and stop > start]
            assert [made.chops[y][each] for each in inside] == [whole[y][each] for each in inside]
            assert list(made.chops[y]) == list(whole[y])
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_partial_update", comparing)
        yield
