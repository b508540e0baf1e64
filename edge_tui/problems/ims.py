"""What Adobe IMS answers when it gives no token."""

from edge_tui.problems.explanation import Explanation, by_code

_SOURCE = "https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/ims"

IMS = by_code(
    Explanation(
        "invalid_client",
        "Invalid client",
        "IMS does not know this client, or the secret is wrong.",
        "A slip in the client id or the secret, a secret that was rotated, or credentials of another IMS environment.",
        "Copy client id and secret anew from Adobe's Developer Console, and check the IMS host of the profile.",
        source=_SOURCE,
    ),
    Explanation(
        "invalid_scope",
        "Invalid scope",
        "A scope was asked for that this credential may not have.",
        "A scope is misspelt, or its API was not added to the project. IMS takes scopes separated by commas.",
        "Copy the scopes from the credential in Adobe's Developer Console.",
        source=_SOURCE,
    ),
    Explanation(
        "unauthorized_client",
        "Unauthorized client",
        "This client may not get a token in this way.",
        "The credential is of another kind, such as a JWT (service account) or a single-page app.",
        "Add OAuth server-to-server credentials to the project and use those; JWT credentials are no longer supported.",
        source=_SOURCE,
    ),
    Explanation(
        "invalid_request",
        "Invalid request to IMS",
        "IMS could not use the request for a token.",
        "The client id, the secret or the scopes are missing or empty.",
        "Fill in the client ID, the client secret and the scopes of the profile.",
        source=_SOURCE,
    ),
    Explanation(
        "invalid_grant",
        "Invalid grant",
        "IMS did not accept what was offered for a token.",
        "A JWT or a code that is expired, was used before, or belongs to another client.",
        "Use OAuth server-to-server credentials, which need neither.",
        source=_SOURCE,
    ),
    Explanation(
        "unsupported_grant_type",
        "Unsupported grant type",
        "This IMS host does not give tokens for client credentials.",
        "The IMS host of the profile is not Adobe's, or is an old one.",
        "Use https://ims-na1.adobelogin.com, or leave the IMS host empty.",
        source=_SOURCE,
    ),
    Explanation(
        "access_denied",
        "Access denied",
        "IMS knows the client and refuses it a token.",
        "The project or the organisation was disabled, or its agreement has ended.",
        "Ask an administrator of the organisation to look at the project in Adobe's Developer Console.",
        source=_SOURCE,
    ),
    Explanation(
        "server_error",
        "IMS failed",
        "IMS failed on the request for a token.",
        "A passing trouble of Adobe's identity service; the credentials are not at fault.",
        "Send again after a minute; meanwhile a pasted access token does as well.",
        retry=True,
        source=_SOURCE,
    ),
    Explanation(
        "temporarily_unavailable",
        "IMS temporarily unavailable",
        "IMS gives no tokens at the moment.",
        "Too many requests for tokens, or maintenance.",
        "Send again after a pause; a token lasts 24 hours, so there is no need to ask for many.",
        retry=True,
        source=_SOURCE,
    ),
)
