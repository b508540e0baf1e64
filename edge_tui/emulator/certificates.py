"""Certificates for serving TLS on loopback: an authority of this machine's own, kept so that trust lasts."""

import ssl
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    import trustme

NAMES = ("localhost", "127.0.0.1", "::1")
# Certificates kept for names that clients asked for.
MOST_NAMES = 256
CA_FILE = "emulator-ca.pem"
CA_KEY_FILE = "emulator-ca.key"


def ca_certificate(folder: Path) -> Path:
    """The authority's certificate in a folder, made when it is not there yet: what a browser is to trust.

    Its key lies beside it, readable by its owner only. Raises `SetupError` when the folder
    cannot be written or holds something else.
    """
    _authority(folder)
    return folder / CA_FILE


def server_context(folder: Path) -> ssl.SSLContext:
    """A TLS context signed by the folder's authority, whatever host a client names. Raises `SetupError`.

    A site may reach the emulator by a domain of its own: a certificate for it is made when it
    is first asked for by name.
    """
    authority = _authority(folder)
    context = _context(authority, NAMES)
    contexts: OrderedDict[str, ssl.SSLContext] = OrderedDict()

    def choose(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> int | None:
        if name is None or name in NAMES:
            return None
        if name not in contexts:
            try:
                contexts[name] = _context(authority, (name,))
            except ValueError:
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
            if len(contexts) > MOST_NAMES:
                contexts.popitem(last=False)
        connection.context = contexts[name]
        return None

    context.sni_callback = choose
    return context


def _context(authority: "trustme.CA", names: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def _authority(folder: Path) -> "trustme.CA":
    import trustme

    certificate, key = folder / CA_FILE, folder / CA_KEY_FILE
    try:
        if certificate.exists() and key.exists():
            return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
        folder.mkdir(parents=True, exist_ok=True)
        authority = trustme.CA(organization_name="edge-tui emulator", organization_unit_name="local only")
        key.touch(mode=0o600)
        authority.private_key_pem.write_to_path(str(key))
        authority.cert_pem.write_to_path(str(certificate))
    except OSError as error:
        raise SetupError(
            f"The emulator's certificate cannot be kept in {folder}: {error.strerror}.",
            "Choose a folder that can be written.",
        ) from error
    except ValueError as error:
        raise SetupError(
            f"{certificate} and {key.name} are no certificate and key.", "Remove both; new ones are made."
        ) from error
    return authority
