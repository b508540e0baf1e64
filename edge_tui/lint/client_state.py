"""`meta.state`: the entries the client returns, and whether the gateway may set cookies."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import JsonValue, join, kind_of


def check(subject: Subject) -> Iterator[RuleHit]:
    """Cookies need a domain (EXEG-0110-400); each entry needs a key and a value."""
    for part in subject.metas:
        if "state" not in part.members:
            continue
        state, pointer = part.members["state"], join(part.pointer, "state")
        if not isinstance(state, dict):
            yield error(pointer, f"meta.state must be an object, not {kind_of(state)}.", predicts="0102")
            continue
        # The Web SDK sends an empty one from pages of localhost, which has no domain for cookies.
        is_of_localhost = subject.context.is_observed and state.get("domain") == ""
        if state.get("cookiesEnabled") is True and not state.get("domain") and not is_of_localhost:
            yield error(
                join(pointer, "cookiesEnabled"),
                "cookiesEnabled requires a domain to set the cookies on.",
                predicts="0110",
                suggestion=Suggestion("add a domain", join(pointer, "domain"), value="example.com"),
            )
        if "entries" in state:
            place = join(pointer, "entries")
            hits = list(_entries(state["entries"], place))
            note = "These entries are sent unchanged; the visitor's state is not added."
            yield from hits or ([] if subject.context.is_observed else [info(place, note, on_name=True)])


def _entries(entries: JsonValue, place: str) -> Iterator[RuleHit]:
    if not isinstance(entries, list):
        yield error(place, f"meta.state.entries must be an array, not {kind_of(entries)}.", predicts="0102")
        return
    for index, entry in enumerate(entries):
        yield from _entry(entry, join(place, index))


def _entry(entry: JsonValue, place: str) -> Iterator[RuleHit]:
    if not isinstance(entry, dict):
        yield error(place, f"A state entry must be an object, not {kind_of(entry)}.", predicts="0102")
    elif entry.get("key") is None:
        yield error(place, "This state entry has no key.", predicts="0103")
    else:
        for name in ("key", "value"):
            if not isinstance(entry.get(name, ""), str):
                message = f"The {name} of a state entry must be a string, not {kind_of(entry[name])}."
                yield error(join(place, name), message, predicts="0102")
