"""Access tokens as IMS issues them: JSON web tokens signed with RS256."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from edge_tui.emulator.config import Client
from edge_tui.emulator.memory import Bounded

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_ID = "ims_na1-key-at-1"
PLATFORM_SCOPE = "acp.foundation"
PRODUCT_SCOPE = "additional_info.projectedProductContext"
SCOPES = ("openid", "AdobeID", "session", "read_organizations", PRODUCT_SCOPE, "additional_info.roles", "adobeio_api")

_MAX_TOKENS = 1_000


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a token with a valid signature. Times are Unix timestamps in seconds."""

    client_id: str
    org_id: str
    scopes: frozenset[str]
    expires_at: float


class Tokens:
    """Issues and verifies tokens. The keys are created on first use and kept in memory."""

    def __init__(self) -> None:
        self._read: Bounded[Claims] = Bounded(_MAX_TOKENS)

    @cached_property
    def _key(self) -> "RSAPrivateKey":
        return _new_key()

    @cached_property
    def _foreign_key(self) -> "RSAPrivateKey":
        return _new_key()

    def issue(self, client: Client, org_id: str, scopes: list[str], now_seconds: float) -> str:
        """A token for a client. As in IMS, its expiry is `created_at` plus `expires_in`, in milliseconds."""
        granted = [*scopes, *([PLATFORM_SCOPE] if client.api and PLATFORM_SCOPE not in scopes else [])]
        account = uuid5(NAMESPACE_URL, client.client_id).hex[:24].upper() + "@techacct.adobe.com"
        claims = {
            "id": uuid5(NAMESPACE_URL, f"{client.client_id}/{now_seconds}").hex,
            "org": client.org_id or org_id,
            "type": "access_token",
            "client_id": client.client_id,
            "user_id": account,
            "as": "ims-na1",
            "aa_id": account,
            "ctp": 0,
            "moi": uuid5(NAMESPACE_URL, client.client_id).hex[:8],
            "expires_in": str(client.lifetime_seconds * 1000),
            "created_at": str(int(now_seconds * 1000)),
            "scope": ",".join(granted),
        }
        header = {"alg": "RS256", "kid": KEY_ID, "itt": "at"}
        signed = f"{_packed(header)}.{_packed(claims)}"
        return f"{signed}.{_text(_sign(self._foreign_key if client.foreign else self._key, signed))}"

    def read(self, token: str) -> Claims | str:
        """The claims, or an error code: 0500 for what isn't a token, 0502 for a foreign signature."""
        if known := self._read.get(token):
            return known
        parts = token.split(".")
        try:
            header, claims = json.loads(_bytes(parts[0])), json.loads(_bytes(parts[1]))
            signature = _bytes(parts[2])
            read = Claims(
                str(claims["client_id"]),
                str(claims.get("org", "")),
                frozenset(str(claims.get("scope", "")).split(",")),
                (int(claims["created_at"]) + int(claims["expires_in"])) / 1000,
            )
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError):
            return "0500"
        if len(parts) != 3 or not isinstance(header, dict):
            return "0500"
        if header.get("alg") != "RS256" or not _is_signed(self._key, f"{parts[0]}.{parts[1]}", signature):
            return "0502"
        self._read.put(token, read)
        return read

    def public_keys(self) -> dict[str, Any]:
        """The JSON web key set for verifying tokens."""
        numbers = self._key.public_key().public_numbers()
        width = (numbers.n.bit_length() + 7) // 8
        key = {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": KEY_ID}
        return {"keys": [{**key, "n": _text(numbers.n.to_bytes(width)), "e": _text(numbers.e.to_bytes(3))}]}


def _new_key() -> "RSAPrivateKey":
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _sign(key: "RSAPrivateKey", text: str) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())


def _is_signed(key: "RSAPrivateKey", text: str, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        key.public_key().verify(signature, text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _packed(members: dict[str, Any]) -> str:
    return _text(json.dumps(members, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
