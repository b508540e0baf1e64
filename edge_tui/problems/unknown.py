"""Codes nobody has documented: what their family and their status still tell."""

import re
from http import HTTPStatus

from edge_tui.problems.explanation import Explanation

_FAMILIES = {
    "00": (
        "the gateway or the datastream",
        "Check in Data Collection that the datastream is enabled and its services are complete.",
    ),
    "01": (
        "the form of the request",
        "Send a template that passes, then carry your own values into it part by part.",
    ),
    "02": (
        "a solution behind the gateway",
        "Check that solution's settings on the datastream, and send again after a pause.",
    ),
    "03": ("consent or identities", "Check the identityMap of the event and the visitor's consent."),
    "04": ("where the request comes from", "Check which address the gateway sees, for a server in X-Forwarded-For."),
    "05": ("authentication", "Get a fresh token, and check the client id and the organisation id of the profile."),
    "30": ("the configuration service", "Check the credential's rights to read datastreams."),
    "va-edge": (
        "the Media Edge API",
        "Compare the media event with a template that passes, and check that its session is still open.",
    ),
}
_TRANSIENT = {429, 502, 503, 504}
_REPORT = "If that does not help, report it to Adobe with the answer's x-request-id header."


def explain_unknown(code: str, status: int | None) -> Explanation:
    """The explanation of a code that is in no catalogue, by its family and its status."""
    if re.fullmatch(r"[1-5]\d\d", code):
        return _bare_status(int(code))
    digits = re.search(r"\d{4}", code)
    is_media = "va-edge" in code.lower()
    family = _FAMILIES.get("va-edge" if is_media else digits[0][:2] if digits else "")
    if family:
        about, fix = family
        meaning = f"This code is not in Adobe's published list. Its family is about {about}."
    else:
        meaning = "This problem has no code of Adobe's published list."
        fix = "Read its title, detail and report, and look in the Headers tab for who answered."
    return Explanation(
        digits[0] if digits and not is_media else code,
        "Unknown problem",
        meaning,
        f"{_side(status)}The title, the detail and the report of the problem say more.",
        f"{fix} {_REPORT}",
        fatal=True,
        retry=status in _TRANSIENT,
    )


def _bare_status(status: int) -> Explanation:
    """A status that the gateway is not known to answer with."""
    title = HTTPStatus(status).phrase if status in {each.value for each in HTTPStatus} else "Unknown status"
    return Explanation(
        str(status),
        title,
        "The gateway is not known to answer with this HTTP status.",
        f"{_side(status)}Most likely a proxy, a firewall or another server answered in the gateway's place.",
        f"Look in the Headers tab for who answered (server, via), and check the URL of the profile. {_REPORT}",
        fatal=True,
        retry=status in _TRANSIENT,
        source="https://www.rfc-editor.org/rfc/rfc9110#name-status-codes",
    )


def _side(status: int | None) -> str:
    if status is not None and status >= 500:
        return "Its status says that the fault is on the server's side. "
    if status is not None and status >= 400:
        return "Its status says that the request, not the server, is to change. "
    return ""
