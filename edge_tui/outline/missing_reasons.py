"""Why a requested decision is missing: reasons checked against the request and the response, the surest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from edge_tui.handles.query import Query
from edge_tui.model.certainty import Certainty
from edge_tui.model.response import InteractResponse, Problem
from edge_tui.values import read_decision_scope

# Parts of service names in the titles of upstream errors, such as com.adobe.experience_platform.ajo.
_SERVICES = {"Adobe Target": "target", "Offer Decisioning": ".ode", "Adobe Journey Optimizer": ".ajo"}
# Adobe Target's scope for the page itself.
_PAGE = "__view__"


@dataclass(frozen=True, slots=True)
class MissingReason:
    """Why a result is missing, and how sure that is."""

    sentence: str
    certainty: Certainty


def reasons_for_scope(
    scope: str, query: Query, response: InteractResponse, now: datetime, *, has_handle: bool
) -> tuple[MissingReason, ...]:
    """Why a scope or surface has no decision; a reason that is certain excludes all others.

    `has_handle`: the response has decisions, or an empty handle for them.
    """
    service, usual = _service(scope, scope in query.surfaces, now)
    known = [*ignored(query, response), *_failed(response, service)]
    if any(each.certainty is Certainty.CERTAIN for each in known):
        return tuple(each for each in known if each.certainty is Certainty.CERTAIN)
    checked = [*known, *unfit_request(scope, service, query)]
    return (*checked, MissingReason(_no_decision(service, usual, has_handle), Certainty.POSSIBLE))


_WITHHELD = {"out": "the visitor has opted out", "pending": "consent is pending: there is no choice yet"}


def ignored(query: Query, response: InteractResponse) -> Iterator[MissingReason]:
    """An event that was ignored, or may have been, for want of consent.

    Pending differs from out: it waits for a choice, out is one (Alloy, Consent component).
    """
    if any(warning.code == "0301" for warning in response.warnings):
        sent = f" The consent that was sent is general={query.consent}." if query.consent in _WITHHELD else ""
        reason = _WITHHELD.get(query.consent, "the visitor has opted out, or hasn't decided yet")
        yield MissingReason(f"The event was ignored because {reason} (EXEG-0301-200).{sent}", Certainty.CERTAIN)
    elif query.consent == "out":
        yield MissingReason("Consent is out: the consent entry that was sent says general=out.", Certainty.LIKELY)
    elif query.consent == "pending":
        words = "Consent is pending: the consent entry that was sent says general=pending."
        yield MissingReason(words, Certainty.POSSIBLE)


def reason_for_namespace(
    namespace: str, query: Query, response: InteractResponse, *, is_refused: bool
) -> MissingReason:
    """Why an identity wasn't returned; `is_refused`: the response warns that a namespace isn't allowed."""
    if is_refused:
        return MissingReason("The gateway isn't allowed to return this namespace (EXEG-0303-200).", Certainty.CERTAIN)
    if namespace == "CORE":
        words = "CORE is the third-party ID, which only exists in browsers that allow third-party cookies."
        return MissingReason(words, Certainty.LIKELY)
    if namespace == "ECID":
        words = "The gateway has no ECID for this visitor and didn't generate one."
        return next(ignored(query, response), MissingReason(words, Certainty.POSSIBLE))
    return MissingReason("Only ECID and CORE can be fetched.", Certainty.LIKELY)


def failed_service(response: InteractResponse, service: str) -> Problem | None:
    """The error of the service that should have decided, or of an unnamed one."""
    return next((error for error in response.errors if _names_or_hides(error, service)), None)


def _names_or_hides(error: Problem, service: str) -> bool:
    named = _named(error)
    return (error.code or "").startswith("02") and (not named or service in named)


def _named(error: Problem) -> list[str]:
    return [each for each, part in _SERVICES.items() if part in f"{error.title} {error.detail}".lower()]


def _failed(response: InteractResponse, service: str) -> Iterator[MissingReason]:
    if (error := failed_service(response, service)) is not None:
        named = _named(error)
        words = f"{named[0] if named else 'A service'} failed on this event: {error.name}, {error.title}"
        yield MissingReason(words, Certainty.CERTAIN if named else Certainty.LIKELY)


def usual_reason(scope: str, query: Query, now: datetime) -> str:
    """Why a scope usually has no decision, as a clause."""
    return _service(scope, scope in query.surfaces, now)[1]


def unfit_request(scope: str, service: str, query: Query) -> Iterator[MissingReason]:
    """What the request lacks for this scope.

    Content that changes a page has the schema `dom-action`, an mbox's `html-content-item` or
    `json-content-item`; items of a schema that isn't requested aren't returned (Alloy,
    constants/schema.js: `dom-action` is requested with `__view__`).
    """
    if query.schemas:
        yield from _unfit_schemas(scope, service, query)
    if scope == _PAGE and not query.has_page_url:
        words = "Requested on a page that has no URL: set web.webPageDetails.URL, by which activities choose pages."
        yield MissingReason(words, Certainty.LIKELY)


def _unfit_schemas(scope: str, service: str, query: Query) -> Iterator[MissingReason]:
    from edge_tui.model.item_schemas import schema_url

    if scope == _PAGE:
        if schema_url("dom-action") not in query.schemas:
            words = "Not requested with the schema that page changes need: add dom-action to personalization.schemas."
            yield MissingReason(words, Certainty.LIKELY)
    elif service == "Adobe Target":
        wanted = ("html-content-item", "json-content-item", "dom-action")
        if not any(schema_url(name) in query.schemas for name in wanted):
            words = f"Not requested with a schema of such content: {', '.join(wanted)}."
            yield MissingReason(words, Certainty.LIKELY)


def _service(scope: str, is_surface: bool, now: datetime) -> tuple[str, str]:
    """The service that decides a scope, and why it may have no decision."""
    if read_decision_scope(scope, now):
        return "Offer Decisioning", "no offer of this activity is eligible for this visitor and placement"
    if is_surface:
        return "Adobe Journey Optimizer", "no live campaign for this surface targets the visitor"
    if scope == _PAGE:
        return "Adobe Target", "no live activity targets this page for the visitor"
    return "Adobe Target", "no live activity uses this scope for the visitor, or the scope is misspelled"


def _no_decision(service: str, reason: str, has_handle: bool) -> str:
    if has_handle:
        return f"{reason[0].upper()}{reason[1:]}."
    return f"No personalization was returned: {service} may not be enabled on the datastream. Otherwise {reason}."
