"""OAuth errors of Adobe IMS when it refuses a token request."""

from edge_tui.problems.explanation import Explanation, by_code

_SOURCE = "https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/ims"

IMS = by_code(
    Explanation(
        "invalid_client",
        "Invalid client",
        "The client ID or the client secret is wrong.",
        "A typo in the client ID or secret, a rotated secret, or credentials from another IMS environment.",
        "Copy the client ID and secret again from Adobe Developer Console, and check the IMS host in the profile.",
        source=_SOURCE,
    ),
    Explanation(
        "invalid_scope",
        "Invalid scope",
        "The credential isn't allowed to use one of the requested scopes.",
        "A scope is misspelled, or its API wasn't added to the project. IMS expects scopes separated by commas.",
        "Copy the scopes from the credential in Adobe Developer Console.",
        source=_SOURCE,
    ),
    Explanation(
        "unauthorized_client",
        "Unauthorized client",
        "This client isn't allowed to use this grant type.",
        "The credential is of another type, such as JWT (service account) or a single-page app.",
        "Add OAuth server-to-server credentials to the project and use those; JWT credentials are no longer supported.",
        source=_SOURCE,
    ),
    Explanation(
        "invalid_request",
        "Invalid request to IMS",
        "IMS couldn't read the token request.",
        "The client ID, the secret or the scopes are missing or empty.",
        "Fill in the client ID, the client secret and the scopes in the profile.",
        source=_SOURCE,
    ),
    Explanation(
        "invalid_grant",
        "Invalid grant",
        "IMS rejected the JWT or authorization code.",
        "It has expired, was already used, or belongs to another client.",
        "Use OAuth server-to-server credentials, which need neither.",
        source=_SOURCE,
    ),
    Explanation(
        "unsupported_grant_type",
        "Unsupported grant type",
        "This IMS host doesn't issue tokens for client credentials.",
        "The IMS host in the profile isn't Adobe's, or is an old one.",
        "Use https://ims-na1.adobelogin.com, or leave the IMS host empty.",
        source=_SOURCE,
    ),
    Explanation(
        "access_denied",
        "Access denied",
        "IMS knows the client, but refuses to issue a token.",
        "The project or the organization was disabled, or its contract has ended.",
        "Ask an administrator of the organization to check the project in Adobe Developer Console.",
        source=_SOURCE,
    ),
    Explanation(
        "server_error",
        "IMS failed",
        "IMS failed on the token request.",
        "Temporary problem at Adobe IMS; your credentials are fine.",
        "Retry after a minute; meanwhile you can paste an access token.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        "temporarily_unavailable",
        "IMS temporarily unavailable",
        "IMS isn't issuing tokens right now.",
        "Too many token requests, or maintenance.",
        "Retry after a pause; a token lasts 24 hours, so one is enough.",
        retry=True,
        source=_SOURCE,
    ),
)
