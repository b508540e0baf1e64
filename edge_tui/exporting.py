"""Several exchanges as one text of a format."""

from collections.abc import Sequence

from edge_tui.formats import FORMATS, render
from edge_tui.model.document import Slip, at, parse, pretty
from edge_tui.model.exchange import Exchange
from edge_tui.model.text import escaped_json


def export(name: str, exchanges: Sequence[Exchange]) -> str:
    """Exchanges in a format of FORMATS, one after the other; in HAR as one archive. Secrets are masked."""
    texts = [render(name, exchange) for exchange in exchanges]
    if name == "har" and len(texts) > 1:
        return _one_archive(texts)
    return "\n".join(text.rstrip("\n") + "\n" for text in texts)


def file_name(name: str, exchanges: Sequence[Exchange]) -> str:
    """What the file would be called: `edge-tui-708e4f90.har`, `edge-tui-3-exchanges.sh`."""
    suffix = FORMATS[name].suffix
    if len(exchanges) == 1:
        letters = "".join(each for each in exchanges[0].request_id if each.isalnum() or each == "-")
        return f"edge-tui-{letters[:8] or 'exchange'}{suffix}"
    return f"edge-tui-{len(exchanges)}-exchanges{suffix}"


def _one_archive(texts: Sequence[str]) -> str:
    archives = [parse(text) for text in texts]
    whole = archives[0]
    assert not isinstance(whole, Slip)
    entries = [entry for archive in archives for entry in at(archive, "/log/entries", [])]
    return escaped_json(pretty({"log": {**whole["log"], "entries": entries}})) + "\n"
