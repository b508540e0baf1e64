"""The bottom line: how the exchange on screen ended."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.reactive import var
from textual.widgets import Static

from edge_tui.model.exchange import Exchange, Failure, Response
from edge_tui.model.json.document import ParseError
from edge_tui.model.response import InteractResponse
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors, colors

if TYPE_CHECKING:
    from edge_tui.model.phases import PastSends


class StatusLine(Static):
    """Status in words, request ID, sizes, edge location, request units, phases, and how long the latest sends took.

    `upstream_count` is the number of the datastream's services; 0 if unknown. `past_sends` are the
    latest to a datastream, shown beside an exchange with the same one.
    """

    exchange: var[Exchange | None] = var(None, always_update=True)
    hint: var[str] = var("")
    upstream_count: var[int] = var(0)
    past_sends: "var[PastSends | None]" = var(None)

    def watch_exchange(self) -> None:
        """Writes the line."""
        self._write()

    def watch_hint(self) -> None:
        """Writes the line."""
        self._write()

    def apply_theme(self) -> None:
        """Writes the line."""
        self._write()

    def watch_past_sends(self) -> None:
        """Writes the line."""
        self._write()

    def on_resize(self) -> None:
        """Writes the line for the new width."""
        self._write()

    def _write(self) -> None:
        palette = colors(self.app)
        if self.exchange is None:
            self.update(Text(" " + self.hint, palette.dim, no_wrap=True, overflow="ellipsis"), layout=False)
            return
        from edge_tui.lint.size import Size

        size = Size(_body_bytes(self.exchange), self.upstream_count)
        short = f"{size.request_units} RU" if size.request_units else ""
        past = self.past_sends
        if past is not None and past.datastream != self.exchange.request.datastream_id:
            past = None
        text = Text()
        for form in _FORMS:
            units = {"long": size.units_in_words, "short": short}.get(form.units, "")
            text = _line(self.exchange, form, units, past, palette, self.size.width)
            if text.cell_len <= self.size.width or not self.size.width:
                break
        self.update(text, layout=False)


# The fewest cells before the past sends.
_GAP = 2
_SHORT_ID = 8


@dataclass(frozen=True, slots=True)
class _Form:
    """What a line has: of several the first that fits is shown."""

    units: str = ""
    timing: str = "narrow"
    past: str = ""
    has_edge: bool = False
    has_suffix: bool = False
    # The start of the ID, by which history finds it; the tree has the whole.
    has_short_id: bool = False
    # Without the sizes, and of a failure's message only what happened.
    is_brief: bool = False


_FORMS = (
    _Form("long", "wide", "labeled", has_edge=True, has_suffix=True),
    _Form("short", "wide", "labeled", has_edge=True, has_suffix=True),
    _Form("short", "wide", "labeled", has_edge=True),
    _Form("short", "wide", "labeled"),
    _Form("short", "narrow", "labeled", has_edge=True),
    _Form("short", "narrow", "bare", has_edge=True),
    _Form("short", "narrow", "bare"),
    _Form("short", "narrow", "bare", has_short_id=True),
    _Form("", "narrow", "bare", has_short_id=True),
    _Form("", "narrow", has_short_id=True),
    _Form("", "", has_short_id=True),
    _Form("", "narrow", has_short_id=True, is_brief=True),
    _Form("", "", has_short_id=True, is_brief=True),
)


def _line(  # noqa: PLR0917
    exchange: Exchange, form: _Form, units: str, past: "PastSends | None", palette: Colors, width: int
) -> Text:
    """The parts from the left, and the past sends at the right end."""
    text = Text("" if exchange.outcome else " ", no_wrap=True, overflow="ellipsis")
    for index, part in enumerate(_parts(exchange, form, units, palette)):
        text.append(" · " if index else "", palette.dim)
        text.append_text(part)
    if past is not None and form.past and len(past.sends) > 1:
        from edge_tui.tui.response.timing_bar import past_sends_text

        bars = past_sends_text(past, palette, has_label=form.past == "labeled")
        text.append(" " * max(width - text.cell_len - bars.cell_len - 1, _GAP)).append_text(bars)
    return text


def _body_bytes(exchange: Exchange) -> int:
    return len(exchange.request.body.encode("utf-8", "surrogatepass"))


def _parts(exchange: Exchange, form: _Form, units: str, palette: Colors) -> list[Text]:
    from edge_tui.tui.response.timing_bar import timing_text

    # The tree shows them in full.
    notes = [Text(visible(note.partition(":")[0]), palette.warning) for note in exchange.notes]
    ids = _ids(exchange, palette, form)
    parts = [_verdict(exchange, palette, is_brief=form.is_brief), *_visitor(exchange, palette), *notes, ids]
    if (response := exchange.response) and not form.is_brief:
        sizes = f"↑{_size(_body_bytes(exchange))} ↓{_size(len(response.body))}"
        parts.append(Text(sizes, palette.dim))
        if form.has_edge and (edge := response.header("x-adobe-edge")):
            parts.append(Text(visible(edge), palette.dim))
    parts += [Text(units, palette.dim)] if units else []
    if exchange.response and form.timing:
        parts.append(timing_text(exchange.response.timings, palette, is_wide=form.timing == "wide"))
    return parts


def _verdict(exchange: Exchange, palette: Colors, *, is_brief: bool) -> Text:
    outcome = exchange.outcome
    if outcome is None:
        return Text("incomplete: no response was recorded", palette.warning)
    if isinstance(outcome, Failure):
        message = outcome.message.partition(". ")[0].partition(": ")[0] if is_brief else outcome.message
        return Text.assemble((f" {outcome.kind.word} ", palette.chip_error), (" " + visible(message), palette.plain))
    return Text.assemble((f" {outcome.status} ", _style(outcome, palette)), (" " + _words(outcome), palette.plain))


def _visitor(exchange: Exchange, palette: Colors) -> list[Text]:
    from edge_tui.outline.identification_nodes import has_new_ecid

    return [Text("ECID changed", palette.warning)] if has_new_ecid(exchange) else []


def _words(response: Response) -> str:
    """Says only what the status proves: the gateway responds before any schema is checked."""
    if response.status == 207:
        return "partially accepted"
    if response.status < 300:
        return "incomplete response" if _is_damaged(response) else "accepted"
    if response.status < 400:
        return "redirect, not followed"
    return "rejected" if response.status < 500 else "server error"


def _is_damaged(response: Response) -> bool:
    """Whether the body isn't an Edge envelope although the status requires one."""
    is_expected = bool(response.body.strip()) or response.status not in (202, 204)
    parsed = response.parsed()
    return is_expected and (isinstance(parsed, ParseError) or not parsed.is_of_the_gateway)


def _style(response: Response, palette: Colors) -> Style:
    if response.status >= 400 or _is_damaged(response):
        return palette.chip_error
    return palette.chip_good if response.status in (200, 202, 204) else palette.chip_warning


def _ids(exchange: Exchange, palette: Colors, form: _Form) -> Text:
    from edge_tui.values.request_id import sent_id_of

    parsed = exchange.response.parsed() if exchange.response else None
    gateway_id = parsed.request_id if isinstance(parsed, InteractResponse) else None
    if gateway_id and sent_id_of(gateway_id) != exchange.request_id:
        if form.has_short_id:
            starts = [visible(each[:_SHORT_ID]) + "…" for each in (exchange.request_id, gateway_id)]
            return Text.assemble((starts[0], palette.name), (f" ≠ {starts[1]}", palette.warning))
        own = Text(visible(exchange.request_id), palette.name)
        return own.append(f" response id {visible(gateway_id)}", palette.warning)
    if form.has_short_id:
        return Text(visible(exchange.request_id[:_SHORT_ID]) + "…", palette.name)
    suffix = gateway_id.removeprefix(exchange.request_id) if gateway_id and form.has_suffix else ""
    return Text.assemble((visible(exchange.request_id), palette.name), (visible(suffix), palette.dim))


def _size(count: int) -> str:
    if count < 1000:
        return f"{count} B"
    return f"{count / 1024:.1f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"
