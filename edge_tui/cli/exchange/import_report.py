"""What an import says: one line on what was read, one on what was left out."""

from collections.abc import Iterator, Sequence

from edge_tui.cli.terminal.table import table_lines
from edge_tui.formats import Imported, Reading
from edge_tui.model.exchange import event_type_in
from edge_tui.model.text import counted, short_datastream


def read_line(reading: Reading, requests: Sequence[Imported], *, is_first_only: bool) -> str:
    """What was read, and how to get the rest when only the first request is used."""
    first = described(requests[0])
    if len(reading.requests) == 1:
        return f"Read 1 request ({reading.kind}): {first}."
    more = " Pass --all for every one, or --list to choose." if is_first_only else ""
    return f"Read {counted(len(reading.requests), 'request')} ({reading.kind}). The first: {first}.{more}"


def request_table(reading: Reading, *, color: bool) -> Iterator[str]:
    """The requests of a text, numbered from 1 as `--request` counts them."""
    rows = [
        (
            str(number),
            str(each.draft.action),
            event_type_in(each.draft.text) or "-",
            short_datastream(each.profile.datastream_id, 8) or "-",
            each.profile.url or "-",
            each.name or "-",
        )
        for number, each in enumerate(reading.requests, 1)
    ]
    return table_lines(("REQUEST", "ACTION", "EVENT TYPE", "DATASTREAM", "GATEWAY", "NAME"), rows, color=color)


def left_out_line(reading: Reading, requests: Sequence[Imported], *, keeps_state: bool = False) -> str:
    """What was left out, and why; a sentence also when nothing was. `keeps_state`: a visitor gets the client state."""
    state = "" if keeps_state else state_sentence(requests)
    said = left_out_sentences(reading, requests)
    return " ".join(filter(None, (said, state))) or "Nothing was left out."


def state_sentence(requests: Sequence[Imported]) -> str:
    """That cookies of the visitor aren't part of an event; empty without any."""
    keys = {entry.key for each in requests for entry in each.entries}
    if not keys:
        return ""
    entries = counted(len(keys), "entry", "entries")
    return f"Client state isn't part of the event: {entries}. To keep it, pass --visitor NAME."


def left_out_sentences(reading: Reading, requests: Sequence[Imported]) -> str:
    """What was left out, and why; empty when nothing was."""
    secrets = sorted({name.replace("_", " ") for each in requests for name in each.secrets})
    sentences = [f"Left out: {', '.join(secrets)}. Secrets aren't imported."] if secrets else []
    sentences += dict.fromkeys([*reading.notes, *(note for each in requests for note in each.notes)])
    if any("were not imported: " in each for each in sentences):
        sentences.append("What neither edge-tui nor the gateway sends isn't kept, since it may be a website's secret.")
    return " ".join(sentences)


def described(imported: Imported) -> str:
    """A request in a few words: its action, API version, host and datastream."""
    profile = imported.profile
    version = f" {profile.api_version}" if profile.api_version else ""
    where = f" to {profile.url}" if profile.url else ""
    datastream = f", datastream {short_datastream(profile.datastream_id, 8)}" if profile.datastream_id else ""
    return f"{imported.draft.action}{version}{where}{datastream}"
