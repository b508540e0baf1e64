"""Undocumented codes, explained by their family and their status."""

import re
from http import HTTPStatus

from edge_tui.problems.explanation import Explanation

_FAMILIES = {
    "00": (
        "the gateway or the datastream",
        "Check in Data Collection that the datastream is enabled and its services are complete.",
    ),
    "01": (
        "request validation",
        "Start from a template that works and add your values one at a time.",
    ),
    "02": (
        "a service behind the gateway",
        "Check that service's settings on the datastream, and retry after a pause.",
    ),
    "03": ("consent or identities", "Check the identityMap of the event and the visitor's consent."),
    "04": ("the location of the sender", "Check which IP address the gateway sees (X-Forwarded-For for a server)."),
    "05": ("authentication", "Get a new token, and check the client ID and the organization ID in the profile."),
    "30": ("the configuration service", "Check that the credential has permission to read datastreams."),
    "va-edge": (
        "the Media Edge API",
        "Compare the media event with a template that works, and check that its session is still open.",
    ),
}
_TRANSIENT = {429, 502, 503, 504}
_REPORT = "If that does not help, report it to Adobe with the x-request-id response header."


def explain_unknown(code: str, status: int | None) -> Explanation:
    """The explanation of a code outside the catalog, by its family and its status."""
    if re.fullmatch(r"[1-5]\d\d", code):
        return _bare_status(int(code))
    digits = re.search(r"\d{4}", code)
    is_media = "va-edge" in code.lower()
    family = _FAMILIES.get("va-edge" if is_media else digits[0][:2] if digits else "")
    if family:
        about, fix = family
        meaning = f"This code isn't in Adobe's published list. Codes of this family are about {about}."
    else:
        meaning = "This problem has no code from Adobe's published list."
        fix = "Read its title, detail and report, and check the Headers tab to see which server responded."
    return Explanation(
        digits[0] if digits and not is_media else code,
        "Unknown problem",
        meaning,
        f"{_responsible_side(status)}See the title, detail and report of the problem.",
        f"{fix} {_REPORT}",
        fatal=True,
        retry=status in _TRANSIENT,
        is_known=False,
    )


_FAMILY_NAMES = {
    "requestprocessingerror": "00",
    "configurationerror": "00",
    "inputerror": "01",
    "upstreamerror": "02",
    "va-edge": "va-edge",
}
_FAMILY = re.compile(r"(?:exeg-)?(?P<digits>[0-9]{2})xx|exeg-(?P<bare>[0-9]{2})(?:xx)?")


def explain_family(text: str) -> Explanation | None:
    """A family of codes: `02xx`, `EXEG-02`, `va-edge`, or its name in Adobe's documentation, `UpstreamError`."""
    plain = text.strip().lower().rstrip("-")
    match = _FAMILY.fullmatch(plain)
    key = (match["digits"] or match["bare"]) if match else _FAMILY_NAMES.get(plain, "")
    if plain == "exeg":
        about, fix = "the whole gateway", "Read the four digits: the first two name the family, such as 02xx."
    elif key in _FAMILIES:
        about, fix = _FAMILIES[key]
    else:
        return None
    is_upstream = key == "02"
    return Explanation(
        "EXEG" if plain == "exeg" else key if key == "va-edge" else f"{key}xx",
        f"Family of codes: {about}",
        f"Codes of this family are about {about}.",
        "See the title, detail and report of the problem, and explain its full code.",
        fix,
        fatal=not is_upstream,
        retry_note="Whether to retry depends on the code: 429, 502, 503 and 504 may pass after a pause.",
        impact_note="Problems inside errors or warnings are non-fatal; a problem that is the whole body is fatal.",
        is_known=False,
    )


def _bare_status(status: int) -> Explanation:
    """A status the gateway isn't known to return."""
    title = HTTPStatus(status).phrase if status in {each.value for each in HTTPStatus} else "Unknown status"
    return Explanation(
        str(status),
        title,
        "The gateway isn't known to return this HTTP status.",
        f"{_responsible_side(status)}"
        "Most likely a proxy, a firewall or another server responded instead of the gateway.",
        f"Check the server and via response headers (Headers tab), and the URL in the profile. {_REPORT}",
        fatal=True,
        retry=status in _TRANSIENT,
        source="https://www.rfc-editor.org/rfc/rfc9110#name-status-codes",
        is_known=False,
    )


def _responsible_side(status: int | None) -> str:
    if status is not None and status >= 500:
        return "A 5xx status means a problem on the server. "
    if status is not None and status >= 400:
        return "A 4xx status means the request needs to change. "
    return ""
