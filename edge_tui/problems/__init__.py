"""Explanations of every gateway, media, IMS, Adobe I/O and network error, with the fix."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, overload

from edge_tui.problems.adobe_io import ADOBE_IO, explain_other_adobe_io
from edge_tui.problems.authorization import AUTHORIZATION
from edge_tui.problems.consent_and_identity import CONSENT_AND_IDENTITY
from edge_tui.problems.datastream import DATASTREAM
from edge_tui.problems.explanation import Explanation
from edge_tui.problems.http_status import HTTP_STATUS
from edge_tui.problems.ims import IMS
from edge_tui.problems.input_validation import INPUT_VALIDATION
from edge_tui.problems.media import MEDIA
from edge_tui.problems.network import NETWORK
from edge_tui.problems.other_services import OTHER_SERVICES, explain_other_service, is_known_service
from edge_tui.problems.success import SUCCESS
from edge_tui.problems.unknown import explain_family, explain_unknown
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
    **OTHER_SERVICES,
    **HTTP_STATUS,
    **SUCCESS,
    **IMS,
    **ADOBE_IO,
    **NETWORK,
}

_CODE = re.compile(
    r"(?:(?P<family>va-edge|(?<![A-Za-z-])[A-Za-z]{2,8})-)?(?<!\d)(?P<digits>\d{4})(?:-(?P<status>\d{2,3}))?(?!\d)",
    re.IGNORECASE,
)
_ADOBE_IO = re.compile(r"[45]\d{5}|[\s\S]*\berror_code\W{1,8}(?P<code>[45]\d{5})\b[\s\S]*")
_IMS_ERROR = re.compile(r"[a-z]+(?:_[a-z]+)+")
_STATUS = re.compile(r"[1-5]\d\d")


@overload
def explain(subject: "Problem | Failure") -> Explanation: ...
@overload
def explain(subject: str) -> Explanation | None: ...
def explain(subject: "Problem | Failure | str") -> Explanation | None:
    """What a problem means, what causes it, and how to fix it.

    Takes a problem from a response, a failure, or a text: a code in any form (`EXEG-0104-422`,
    `0104`, `104`, the full `type` URL), a family (`02xx`), an HTTP status, an `error_code` of Adobe
    I/O, an IMS or network error name. Of EXEG only the four digits count, so variants
    (`EXEG-0201-504`) are explained too; codes of other services keep their family. None for a text that
    names no problem. Whether an occurrence is fatal depends on its place in the response, not
    on the catalog.
    """
    if isinstance(subject, str):
        return _look_up(subject)
    # Loaded by now if there is one; a code alone doesn't need it.
    from edge_tui.model.exchange import Failure

    if isinstance(subject, Failure):
        return _explain_failure(subject)
    match = _CODE.search(subject.type)
    by_type = _look_up(subject.type) if match and match["family"] else None
    status = subject.status if subject.status and subject.status >= 400 else None
    found = by_type or _by_status(status) or explain_unknown(subject.name, subject.status)
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
    if io_error := _ADOBE_IO.fullmatch(plain):
        code = io_error["code"] or plain
        return PROBLEMS.get(code) or explain_other_adobe_io(code)
    match = _CODE.search(plain)
    if not match:
        return explain_family(plain)
    status = int(match["status"]) if match["status"] else None
    family = (match["family"] or "").lower()
    if family == "va-edge":
        return PROBLEMS.get(f"va-edge-{match['digits']}") or explain_unknown(match[0], status)
    if family not in ("", "exeg"):
        is_code = status is not None or is_known_service(family.upper())
        return explain_other_service(family.upper(), match["digits"], status) if is_code else None
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
