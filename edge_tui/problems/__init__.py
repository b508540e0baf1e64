"""Explanations of every gateway, media, IMS and network error, with the fix."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, overload

from edge_tui.problems.authorization import AUTHORIZATION
from edge_tui.problems.consent_and_identity import CONSENT_AND_IDENTITY
from edge_tui.problems.datastream import DATASTREAM
from edge_tui.problems.explanation import Explanation
from edge_tui.problems.http_status import HTTP_STATUS
from edge_tui.problems.ims import IMS
from edge_tui.problems.input_validation import INPUT_VALIDATION
from edge_tui.problems.media import MEDIA
from edge_tui.problems.network import NETWORK
from edge_tui.problems.unknown import explain_unknown
from edge_tui.problems.upstream import UPSTREAM, with_service_name

if TYPE_CHECKING:
    from edge_tui.model.exchange import Failure
    from edge_tui.model.response import Problem

PROBLEMS: dict[str, Explanation] = {
    **DATASTREAM,
    **INPUT_VALIDATION,
    **UPSTREAM,
    **CONSENT_AND_IDENTITY,
    **AUTHORIZATION,
    **MEDIA,
    **HTTP_STATUS,
    **IMS,
    **NETWORK,
}

_CODE = re.compile(r"(?P<family>EXEG|va-edge)?-?(?<!\d)(?P<digits>\d{4})(?:-(?P<status>\d{2,3}))?(?!\d)", re.IGNORECASE)
_IMS_ERROR = re.compile(r"[a-z]+(?:_[a-z]+)+")
_STATUS = re.compile(r"[1-5]\d\d")


@overload
def explain(subject: "Problem | Failure") -> Explanation: ...
@overload
def explain(subject: str) -> Explanation | None: ...
def explain(subject: "Problem | Failure | str") -> Explanation | None:
    """What a problem means, what causes it, and how to fix it.

    Takes a problem from a response, a failure, or a text: a code in any form (`EXEG-0104-422`,
    `0104`, `104`, the full `type` URL), an HTTP status, an IMS or network error name. Only the
    four digits count, so variants (`EXEG-0201-504`) are explained too. None for a text that
    names no problem. Whether an occurrence is fatal depends on its place in the response, not
    on the catalog.
    """
    if isinstance(subject, str):
        return _look_up(subject)
    # Loaded by now if there is one; a code alone doesn't need it.
    from edge_tui.model.exchange import Failure

    if isinstance(subject, Failure):
        return _explain_failure(subject)
    by_type = _look_up(subject.type) if subject.code else None
    found = by_type or _by_status(subject.status) or explain_unknown(subject.name, subject.status)
    found = with_service_name(found, subject.title)
    return replace(found, title=subject.title or found.title, fatal=subject.pointer == "")


def _explain_failure(failure: "Failure") -> Explanation:
    """By the OAuth error name if IMS refused, otherwise by the kind of failure."""
    names = _IMS_ERROR.findall(failure.message) if failure.kind == "authentication" else []
    return next((IMS[name] for name in names if name in IMS), PROBLEMS[failure.kind])


def _look_up(text: str) -> Explanation | None:
    plain = text.strip().rstrip("/")
    if plain.lower() in PROBLEMS:
        return PROBLEMS[plain.lower()]
    if re.fullmatch(r"\d{3}", plain):
        return _by_status(int(plain)) or PROBLEMS.get("0" + plain)
    match = _CODE.search(plain)
    if not match:
        return None
    status = int(match["status"]) if match["status"] else None
    if match["family"] and match["family"].lower() == "va-edge":
        return PROBLEMS.get(f"va-edge-{match['digits']}") or explain_unknown(match[0], status)
    found = PROBLEMS.get(match["digits"])
    if found or not (match["family"] or match["digits"] == plain):
        return found
    return explain_unknown(match["digits"], status)


def _by_status(status: int | None) -> Explanation | None:
    if status is None:
        return None
    found = PROBLEMS.get(str(status))
    if found or not _STATUS.fullmatch(str(status)) or status < 400:
        return found
    return explain_unknown(str(status), status)
