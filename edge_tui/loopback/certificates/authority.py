"""The certificate authority that is kept on this machine for clients to trust.

Whoever trusts it, or steals its key, can reach only the allowed hosts:
critical name constraints, a path length of 0 and server certificates only. It's valid for days.
"""

import os
import stat
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.loopback.certificates.allowed_hosts import AllowedHosts, allowed_hosts
from edge_tui.model.errors import SetupError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

# Each server has an authority for itself: whoever trusts the emulator's doesn't trust the proxy's.
EMULATOR = "emulator"
CA_FILE = f"{EMULATOR}-ca.pem"
CA_KEY_FILE = f"{EMULATOR}-ca.key"

LIFETIME = timedelta(days=30)
# An authority with less time left than this is replaced, so that a server can run that long.
RENEWAL = timedelta(days=7)
# Clocks of phones and virtual machines may be behind.
BACKDATED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority with its key. `notice` tells the user why it replaced an earlier one, if it did."""

    certificate: "x509.Certificate"
    key: "EllipticCurvePrivateKey"
    hosts: AllowedHosts
    notice: str = ""


def ca_file(folder: Path, server: str) -> Path:
    """Where the certificate of a server's authority is."""
    return folder / f"{server}-ca.pem"


def _key_file(folder: Path, server: str) -> Path:
    return folder / f"{server}-ca.key"


def load_or_create(
    folder: Path, hosts: AllowedHosts, now: datetime | None = None, *, server: str = EMULATOR
) -> Authority:
    """The folder's authority of a server, replaced where it isn't for exactly these hosts or has to be renewed.

    `server` is `emulator` or another name: of its files, and in its certificates. The folder and the key
    are made readable by their owner only, whatever the umask. Raises `SetupError` when the folder can't
    be written or holds something else under these names.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

    now = now or datetime.now(UTC)
    try:
        _make_private_folder(folder)
        found = _load(folder, server)
        if found is None:
            return _create(folder, server, hosts, now)
        certificate, key = found
        reason = _reason_to_replace(certificate, key, (ca_file(folder, server), _key_file(folder, server)), hosts, now)
        if reason or not isinstance(key, EllipticCurvePrivateKey):
            return _create(folder, server, hosts, now, reason)
        return Authority(certificate, key, hosts)
    except OSError as error:
        raise SetupError(
            f"The {server}'s certificate can't be kept in {folder}: {error.strerror}.",
            "Make this folder writable, or set EDGE_TUI_HOME to another one.",
        ) from error


def kept_hosts(folder: Path, server: str) -> AllowedHosts | None:
    """The hosts that a server's kept authority can sign for; None when there is none that can be used.

    Raises `SetupError` as `load_or_create` does.
    """
    from cryptography import x509

    found = _load(folder, server)
    if found is None or not _is_narrow(found[0]):
        return None
    constraints = found[0].extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = constraints.permitted_subtrees or []
    names = (each.value for each in permitted if isinstance(each, x509.DNSName))
    networks = (each.value for each in permitted if isinstance(each, x509.IPAddress))
    single = (each for each in networks if isinstance(each, IPv4Network | IPv6Network) and each.num_addresses == 1)
    return allowed_hosts([*names, *(str(each.network_address) for each in single)])


def remove(folder: Path, server: str) -> bool:
    """Deletes a server's authority with its key; says whether there was one. Clients may still trust it."""
    files = (_key_file(folder, server), ca_file(folder, server))
    found = any(path.exists() for path in files)
    for path in files:
        path.unlink(missing_ok=True)
    return found


def _load(folder: Path, server: str) -> "tuple[x509.Certificate, PrivateKeyTypes] | None":
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    certificate, key_file = ca_file(folder, server), _key_file(folder, server)
    if not (certificate.exists() and key_file.exists()):
        return None
    try:
        return x509.load_pem_x509_certificate(certificate.read_bytes()), load_pem_private_key(
            key_file.read_bytes(), None
        )
    except (ValueError, TypeError) as error:
        raise SetupError(
            f"{certificate} and {key_file.name} aren't a certificate and its key.", "Delete both; new ones are made."
        ) from error


def _reason_to_replace(
    certificate: "x509.Certificate",
    key: "PrivateKeyTypes",
    files: tuple[Path, Path],
    hosts: AllowedHosts,
    now: datetime,
) -> str:
    """What to tell the user when an authority has to go; empty when it's still good."""
    from cryptography import x509

    path, key_path = files
    if not _is_narrow(certificate):
        return f"The old {path} could sign for any site; it has been replaced: remove it from your browser's trust."
    if _is_readable_by_others(key_path) or certificate.public_key() != key.public_key():
        return f"The key of {path} was readable by others or didn't match; both have been replaced."
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    if constraints != _name_constraints(hosts):
        return f"{path} has been replaced, since the host names changed: clients that trust it need the new one."
    if certificate.not_valid_after_utc - now < RENEWAL:
        return f"{path} has been renewed for {LIFETIME.days} days: clients that trust it need the new one."
    return ""


def _is_narrow(certificate: "x509.Certificate") -> bool:
    """Whether an authority is bound to names and days at all."""
    from cryptography import x509

    try:
        extensions = certificate.extensions
        constraints = extensions.get_extension_for_class(x509.NameConstraints)
        basic = extensions.get_extension_for_class(x509.BasicConstraints)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return False
    lifetime = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    return constraints.critical and basic.value.path_length == 0 and lifetime <= LIFETIME + BACKDATED


def _is_readable_by_others(path: Path) -> bool:
    # Windows has no such bits.
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _create(folder: Path, server: str, hosts: AllowedHosts, now: datetime, notice: str = "") -> Authority:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _new_certificate(key, server, hosts, now)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_private(_key_file(folder, server), pem)
    _write_private(ca_file(folder, server), certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(certificate, key, hosts, notice)


def _new_certificate(
    key: "EllipticCurvePrivateKey", server: str, hosts: AllowedHosts, now: datetime
) -> "x509.Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"edge-tui {server}"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"edge-tui {server} on this machine, {now:%Y-%m-%d %H:%M:%S}"),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_name_constraints(hosts), critical=True)
        .add_extension(key_usage(key_cert_sign=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _name_constraints(hosts: AllowedHosts) -> "x509.NameConstraints":
    from cryptography import x509

    permitted: list[x509.GeneralName] = [x509.DNSName(name) for name in hosts.all_names]
    permitted += [x509.IPAddress(network) for network in hosts.networks]
    return x509.NameConstraints(permitted, None)


def key_usage(*, key_cert_sign: bool = False, digital_signature: bool = False) -> "x509.KeyUsage":
    """A key usage with these uses and no other."""
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _make_private_folder(folder: Path) -> None:
    """Makes a folder and its missing parents for their owner only; tightens one that is there."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    if _is_readable_by_others(folder):
        folder.chmod(0o700)


def _write_private(path: Path, content: bytes) -> None:
    """Replaces a file in one step with one that only its owner can read at any time."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
