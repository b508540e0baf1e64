"""More than one SDK in a visit: two instances on a page, or two versions on two pages."""

from collections.abc import Iterator

from edge_tui.model.finding import Severity
from edge_tui.model.text import counted
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.visit.subjects import listed

_INSTANCES = "If it isn't meant, one of them is left over: each sends its own events."
# A name that is more than letters and digits isn't kept.
_UNNAMED = "one with an unusual name"
_VERSIONS = "Publish the same library on all pages, or expect them to behave differently."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Instances by their names, versions as configured or as the events say."""
    by_page: dict[int, set[str]] = {}
    for sdk in visit.recording.sdks:
        by_page.setdefault(sdk.page, set()).add(sdk.instance)
    crowded = {page: names for page, names in by_page.items() if page and len(names) > 1}
    for page, names in crowded.items():
        listed_names = listed([*sorted(names - {""}), *([_UNNAMED] if "" in names else [])])
        message = f"This page has {counted(len(names), 'instance')} of the SDK: {listed_names}."
        yield VisitFinding("several-sdks", Severity.INFO, message, _INSTANCES, page=page)
    named = [f"{sdk.library} {sdk.version}".strip() for sdk in visit.recording.sdks]
    named += [call.exchange.origin.sdk for call in visit.calls if call.exchange.origin]
    versions = sorted({each for each in named if " " in each})
    if len({each.partition(" ")[2].partition("+")[0] for each in versions}) > 1:
        message = f"The visit has {counted(len(versions), 'version')} of the SDK: {listed(versions)}."
        yield VisitFinding("several-sdks", Severity.WARNING, message, _VERSIONS)
