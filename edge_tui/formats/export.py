"""Exports several exchanges as one text."""

from collections.abc import Mapping, Sequence

from edge_tui import formats
from edge_tui.formats.bundle import with_fact
from edge_tui.formats.personal_data import counts_of, masked, words
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import ParseError, at, parse, pretty
from edge_tui.model.text import escaped_json

# Formats made for sharing.
SHARED_FORMATS = ("bundle", "har")


def export(name: str, exchanges: Sequence[Exchange], salt: bytes | None = None) -> str:
    """Exchanges in a format of FORMATS, concatenated; for HAR as one archive, for bodies as JSON Lines.

    Secrets are masked; with a salt, personal data too.
    """
    if len(exchanges) > 1 and formats.FORMATS[name].render_line is not None:
        return export_lines(name, exchanges, salt)
    if salt is not None:
        texts = [safe_render(name, exchange, salt)[0] for exchange in exchanges]
    else:
        texts = [_plain_text(name, exchange) for exchange in exchanges]
    if name == "har" and len(texts) > 1:
        return _one_archive(texts)
    return "\n".join(text.rstrip("\n") + "\n" for text in texts)


def plain_render(name: str, exchange: Exchange, token: str | None = None) -> tuple[str, Mapping[str, int]]:
    """An exchange in a format, and for shared formats the counts of personal data in it.

    A bundle states the counts itself.
    """
    text = formats.render(name, exchange, token=token)
    counts = counts_of(exchange) if name in SHARED_FORMATS else {}
    if name == "bundle" and counts:
        text = with_fact(text, "personal data", f"Contains {words(counts)}.")
    return text, counts


def export_lines(name: str, exchanges: Sequence[Exchange], salt: bytes | None = None) -> str:
    """Exchanges in a format that has lines, a line each, also where there is one."""
    render_line = formats.FORMATS[name].render_line
    assert render_line is not None
    return "".join(render_line(each if salt is None else masked(each, salt).exchange) for each in exchanges)


def suffix_of(name: str, count: int) -> str:
    """The extension of a file with so many exchanges in a format."""
    format_ = formats.FORMATS[name]
    return format_.lines_suffix if count > 1 and format_.lines_suffix else format_.suffix


def _plain_text(name: str, exchange: Exchange) -> str:
    """As `plain_render`, without counts that aren't in the text: counting takes thirty times as long as a HAR."""
    return plain_render(name, exchange)[0] if name == "bundle" else formats.render(name, exchange)


def safe_render(name: str, exchange: Exchange, salt: bytes) -> tuple[str, Mapping[str, int]]:
    """An exchange in a format without personal data, and the counts of values masked.

    A bundle states them itself; in an archive they are the entry's comment.
    """
    safe = masked(exchange, salt)
    text = formats.render(name, safe.exchange)
    fact = f"Masked: {words(safe.counts) or 'nothing, there was no personal data'}."
    if name == "bundle":
        text = with_fact(text, "personal data", fact)
    if name == "har":
        archive = parse(text)
        at(archive, "/log/entries/0")["comment"] = fact
        text = pretty(archive) + "\n"
    return text, safe.counts


def file_name(exchanges: Sequence[Exchange], suffix: str, noun: str = "exchange") -> str:
    """A name for the exported file: `edge-tui-708e4f90.har`, `edge-tui-3-exchanges.sh`."""
    if len(exchanges) == 1:
        letters = "".join(each for each in exchanges[0].request_id if each.isalnum() or each == "-")
        return f"edge-tui-{letters[:8] or noun}{suffix}"
    return f"edge-tui-{len(exchanges)}-{noun}s{suffix}"


def _one_archive(texts: Sequence[str]) -> str:
    archives = [parse(text) for text in texts]
    whole = archives[0]
    assert not isinstance(whole, ParseError)
    entries = [entry for archive in archives for entry in at(archive, "/log/entries", [])]
    listed = [page for archive in archives for page in at(archive, "/log/pages", [])]
    pages = {"pages": list({page["id"]: page for page in listed}.values())} if listed else {}
    return escaped_json(pretty({"log": {**whole["log"], **pages, "entries": entries}})) + "\n"
