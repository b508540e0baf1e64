"""Codes nobody has documented: what their family and their status still tell."""

import re

from edge_tui.problems.explanation import Explanation

_FAMILIES = {
    "00": (
        "the gateway or the datastream",
        "Check in Data Collection that the datastream is enabled and complete.",
    ),
    "01": ("the form of the request", "Compare the request with a template that passes."),
    "02": ("a solution behind the gateway", "Check that solution's settings on the datastream; send again later."),
    "03": ("consent or identities", "Check the identityMap of the event and the visitor's consent."),
    "04": ("where the request comes from", "Check which address the gateway sees."),
    "05": ("authentication", "Get a fresh token, and check x-api-key and x-gw-ims-org-id."),
    "30": ("the configuration service", "Check the credential's rights to read datastreams."),
}
_TRANSIENT = {429, 502, 503, 504}


def explain_unknown(code: str, status: int | None) -> Explanation:
    """The explanation of a code that is in no catalogue, by its first two digits and its status."""
    digits = re.search(r"\d{4}", code)
    about, fix = _FAMILIES.get(digits[0][:2] if digits else "", ("something that is not documented", ""))
    retry = status in _TRANSIENT
    side = ""
    if status is not None and status >= 500:
        side = "Its status says that the fault is on the server's side. "
    elif status is not None and status >= 400:
        side = "Its status says that the request, not the server, is to change. "
    return Explanation(
        digits[0] if digits and "va-edge" not in code.lower() else code,
        "Unknown problem",
        f"This code is not in Adobe's published list. It is about {about}.",
        f"{side}The title, the detail and the report of the problem say more.",
        f"{fix} If that does not help, report it to Adobe with the x-request-id header.".strip(),
        fatal=True,
        retry=retry,
    )
