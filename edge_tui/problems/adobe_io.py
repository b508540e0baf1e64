"""Adobe I/O: the gateway in front of adobe.io, which checks API key and token before any service sees a request.

Its errors are `{"error_code": "403010", "message": …}`; the first three digits are the HTTP status
(Experience Platform documentation, API troubleshooting; AdobeDocs/analytics-2.0-apis for 429050).
"""

from edge_tui.problems.explanation import AFTER_REFRESH, Explanation, by_code

_PLATFORM = "https://experienceleague.adobe.com/docs/experience-platform/landing/troubleshooting.html"
_ANALYTICS = "https://developer.adobe.com/analytics-apis/docs/2.0/guides/faq/"
_WHO = "The Adobe I/O gateway in front of adobe.io returned this, not the Edge Network: "
_HOST = (
    "If the request was an event, it went to the wrong host: use edge.adobedc.net or server.adobedc.net as the URL of "
    "the profile."
)

ADOBE_IO = by_code(
    Explanation(
        "403000",
        "API key is required",
        f"{_WHO}the request has no API key.",
        "The x-api-key header is missing, so the gateway can't tell which project the request belongs to.",
        f"Send the client ID of the project in the x-api-key header. {_HOST}",
        source=_PLATFORM,
    ),
    Explanation(
        "403003",
        "API key is invalid",
        f"{_WHO}it doesn't accept the API key for this service.",
        "The x-api-key header isn't the client ID of the project, or the project doesn't include this API.",
        f"Copy the client ID from Adobe Developer Console, and add the API to the project. {_HOST}",
        source=_PLATFORM,
    ),
    Explanation(
        "403010",
        "OAuth token is missing",
        f"{_WHO}the request has no access token.",
        "The Authorization header is missing, or a redirect or a proxy removed it.",
        f"Send Authorization: Bearer with an access token from Adobe IMS. {_HOST}",
        retry_note=AFTER_REFRESH,
        source=_PLATFORM,
    ),
    Explanation(
        "401013",
        "OAuth token is not valid",
        f"{_WHO}it can't use the access token.",
        "The token has expired, was truncated when it was copied, or is from another IMS environment.",
        f"Get a new token and send all of it. {_HOST}",
        retry_note=AFTER_REFRESH,
        source=_PLATFORM,
    ),
    Explanation(
        "403023",
        "Profile is not valid",
        f"{_WHO}the token's profile has no access to the organization that was requested.",
        "The account behind the token isn't in that organization, or lacks its product profile.",
        f"Check the organization ID, and the product profiles of the credential in Admin Console. {_HOST}",
        source="https://experienceleague.adobe.com/docs/campaign-standard/using/working-with-apis/troubleshooting.html",
    ),
    Explanation(
        "403025",
        "Profile is not valid",
        f"{_WHO}the token's profile doesn't fit the service that was requested.",
        "The credential has no product profile of this service, or belongs to another organization.",
        f"Add the credential to a product profile of the service in Admin Console, then get a new token. {_HOST}",
        source="https://github.com/AdobeDocs/adobeio-auth/issues/29",
    ),
    Explanation(
        "403027",
        "Not provisioned",
        f"{_WHO}the organization or the credential isn't set up for this service.",
        "The service was never provisioned for the organization, or the token was issued before it was.",
        f"Ask an administrator to check the organization's products; then get a new token. {_HOST}",
        source="Alloy, packages/reactor-extension, fetchFromPlatform",
    ),
    Explanation(
        "429050",
        "Too many requests",
        f"{_WHO}the service's rate limit for this user or API key is exceeded.",
        "Many small requests in a short time, or several programs with the same credential.",
        "Wait a few seconds, then send more slowly.",
        retry=True,
        source=_ANALYTICS,
    ),
    Explanation(
        "503000",
        "API key can't be checked",
        f"{_WHO}it couldn't check the API key.",
        "A temporary problem of the Adobe I/O gateway; the request itself may be fine.",
        f"Send it once more after a pause. {_HOST}",
        retry=True,
        source="https://github.com/adobe-apiplatform/api-gateway-request-validation",
    ),
)


_TOO_MANY = 429
# What helps where the headers are fine, by the status in the code.
_FIXES = {
    404: f"Check the path of the URL. {_HOST}",
    _TOO_MANY: f"Wait a few seconds, then send more slowly. {_HOST}",
    **dict.fromkeys((500, 502, 503, 504), f"Send it once more after a pause. {_HOST}"),
}


def explain_other_adobe_io(code: str) -> Explanation:
    """Any other six-digit code, by the status in its first digits."""
    status = int(code[:3])
    return Explanation(
        code,
        "Adobe I/O error",
        f"{_WHO}its limit of requests is exceeded (status 429)."
        if status == _TOO_MANY
        else f"{_WHO}it refused the request with status {status}.",
        "This code isn't in Adobe's published lists; the message says what it is about.",
        _FIXES.get(status, f"Check the x-api-key, x-gw-ims-org-id and Authorization headers. {_HOST}"),
        retry=status in (_TOO_MANY, 502, 503, 504),
        source=_PLATFORM,
        is_known=False,
    )
