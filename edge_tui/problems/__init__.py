"""Problems explained: every code of the gateway, of media, of IMS and of the network, and what to do."""

import re
from dataclasses import replace
from typing import overload

from edge_tui.model.exchange import Failure, FailureKind
from edge_tui.model.response import Problem
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
from edge_tui.problems.upstream import UPSTREAM

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
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)+")
_STATUS = re.compile(r"[1-5]\d\d")


@overload
def explain(subject: Problem | Failure) -> Explanation: ...
@overload
def explain(subject: str) -> Explanation | None: ...
def explain(subject: Problem | Failure | str) -> Explanation | None:
    """What a problem means, what causes it, and how to mend it.

    Takes a problem of an answer, a failure, or a text: a code in any of its forms
    (`EXEG-0104-422`, `0104`, `104`, the type's whole address), an HTTP status, an IMS or network
    word. Only the four digits count, so that variants (`EXEG-0201-504`) are explained as well.
    None for a text that names nothing of the kind. Whether an occurrence is fatal is told
    by where it stands in its answer, not by the catalogue.
    """
    if isinstance(subject, Failure):
        return _of_failure(subject)
    if isinstance(subject, str):
        return _look_up(subject)
    named = _look_up(subject.type) if subject.code else None
    found = named or _by_status(subject.status) or explain_unknown(subject.name, subject.status)
    return replace(found, title=subject.title or found.title, fatal=subject.pointer == "")


def _of_failure(failure: Failure) -> Explanation:
    """A failure by its kind; by the word IMS used, where it was IMS that refused."""
    words = _WORD.findall(failure.message) if failure.kind is FailureKind.AUTHENTICATION else []
    return next((IMS[word] for word in words if word in IMS), PROBLEMS[failure.kind])


def _look_up(text: str) -> Explanation | None:
    plain = text.strip().rstrip("/")
    word = plain.lower()
    if word in PROBLEMS:
        return PROBLEMS[word]
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
