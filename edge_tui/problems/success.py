"""Statuses of success, whose difference people ask about."""

from edge_tui.problems.explanation import Explanation, by_code

_SOURCE = "https://developer.adobe.com/data-collection-apis/docs/endpoints/"
_ACCEPTED = "Not an error: the gateway accepted the request."

SUCCESS = by_code(
    Explanation(
        "200",
        "OK",
        "The gateway accepted the request and every service that was called returned a result.",
        "Problems that don't stop an event are in warnings, such as EXEG-0301-200 for a visitor who opted out.",
        "If something is missing, look for warnings, and check that the query requests it.",
        fatal=False,
        retry_note="There is nothing to retry.",
        impact_note=_ACCEPTED,
        source=_SOURCE,
    ),
    Explanation(
        "202",
        "Accepted",
        "The gateway accepted the events of a v2 collect request. The body has the request ID and no handles.",
        "collect only takes events in; it doesn't wait for the services.",
        "Use interact for decisions, identities or state. To see whether the events were stored, check the dataset's "
        "batches or Assurance.",
        fatal=False,
        retry_note="There is nothing to retry.",
        impact_note=_ACCEPTED,
        source=_SOURCE,
    ),
    Explanation(
        "204",
        "No Content",
        "The gateway accepted the request and returns nothing: v1 collect, v2 collect with silent=true, and events of "
        "a media session.",
        "These requests have no result, so the body is empty.",
        "Use interact to get handles, or leave out silent=true to get the request ID.",
        fatal=False,
        retry_note="There is nothing to retry.",
        impact_note=_ACCEPTED,
        source=_SOURCE,
    ),
    Explanation(
        "207",
        "Partial success",
        "The gateway accepted the event, but a service behind it failed: its error is in errors, and the results of "
        "the other services are in handle.",
        "A service timed out, is misconfigured, or doesn't have something that was requested, such as a scope.",
        "Explain the code of each entry of errors; it names the service. Entries of warnings alone come with 200.",
        fatal=False,
        retry_note="A retry helps only for the codes that say so: the event itself was processed.",
        impact_note="Non-fatal: the rest of the event was processed.",
        source=_SOURCE,
    ),
)
