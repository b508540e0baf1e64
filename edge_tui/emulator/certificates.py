"""Certificates for serving TLS on loopback: an authority of this machine's own, kept so that trust lasts."""

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    import trustme

NAMES = ("localhost", "*.localhost", "127.0.0.1", "::1", "edge.adobedc.net", "adobedc.demdex.net", "server.adobedc.net")
CA_FILE = "emulator-ca.pem"
CA_KEY_FILE = "emulator-ca.key"


def ca_certificate(folder: Path) -> Path:
    """The authority's certificate in a folder, made when it is not there yet: what a browser is to trust.

    Its key lies beside it, readable by its owner only. Raises `SetupError` when the folder
    cannot be written or holds something else.
    """
    _authority(folder)
    return folder / CA_FILE


def server_context(folder: Path, names: tuple[str, ...] = NAMES) -> ssl.SSLContext:
    """A TLS context for these host names, signed by the folder's authority. Raises `SetupError`."""
    certificate = _authority(folder).issue_cert(*names)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
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
