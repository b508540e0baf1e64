"""The TLS side of the server: one key a run, which never leaves this process, and a certificate for each name."""

import secrets
import ssl
import tempfile
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from edge_tui.loopback.certificates.allowed_hosts import Address, AllowedHosts, parse_address
from edge_tui.loopback.certificates.authority import EMULATOR, Authority, ca_file, key_usage, load_or_create

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

# Certificates kept for names below the allowed ones.
MAX_NAMES = 256

OnRefusedName = Callable[[str], None]


@dataclass(frozen=True)
class ServerCertificates:
    """What a TLS server shows its clients, and what they need to recognize it."""

    authority: Authority
    ca_certificate: Path
    key: "EllipticCurvePrivateKey" = field(repr=False)
    server: str = EMULATOR

    @property
    def hosts(self) -> AllowedHosts:
        """The hosts there are certificates for."""
        return self.authority.hosts

    @property
    def public_key_sha256(self) -> str:
        """The hash Chromium's `--ignore-certificate-errors-spki-list` takes: of the public key, in base64."""
        from cryptography.hazmat.primitives import serialization

        public = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return b64encode(sha256(public).digest()).decode()

    def context(self, on_refused_name: OnRefusedName | None = None) -> ssl.SSLContext:
        """A server's TLS context.

        A client that names a host which isn't allowed gets the alert `unrecognized_name` and no
        certificate; the name, which is the client's own text, is then given to `on_refused_name`.
        """
        hosts = self.hosts
        context = self._context(self._sign(hosts.all_names, hosts.all_addresses))
        contexts: OrderedDict[str, ssl.SSLContext] = OrderedDict()

        def choose(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> int | None:
            if name is None or name.lower() in hosts.all_names:
                return None
            if not hosts.allows(name):
                if on_refused_name is not None:
                    on_refused_name(name)
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
            if name not in contexts:
                contexts[name] = self._context(self._sign_host(name))
                if len(contexts) > MAX_NAMES:
                    contexts.popitem(last=False)
            connection.context = contexts[name]
            return None

        context.sni_callback = choose
        return context

    def _sign_host(self, host: str) -> "x509.Certificate":
        address = parse_address(host)
        return self._sign((), (address,)) if address else self._sign((host.lower(),), ())

    def _sign(self, names: Sequence[str], addresses: Sequence[Address]) -> "x509.Certificate":
        """A certificate of this run's key, for as long as the authority has left."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

        issuer = self.authority.certificate
        alternatives = [*map(x509.DNSName, names), *map(x509.IPAddress, addresses)]
        issuer_key = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"edge-tui {self.server}")]))
            .issuer_name(issuer.subject)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(issuer.not_valid_before_utc)
            .not_valid_after(issuer.not_valid_after_utc)
            .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key), critical=False)
            .sign(self.authority.key, hashes.SHA256())
        )

    def _context(self, certificate: "x509.Certificate") -> ssl.SSLContext:
        from cryptography.hazmat.primitives import serialization

        # OpenSSL reads a key from a file only; this one is of no use without the password.
        password = secrets.token_hex(16)
        key = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password.encode()),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory(prefix="edge-tui-") as folder:
            chain = Path(folder) / "server.pem"
            chain.write_bytes(key + certificate.public_bytes(serialization.Encoding.PEM))
            context.load_cert_chain(chain, password=password)
        return context


def server_certificates(folder: Path, hosts: AllowedHosts, server: str = EMULATOR) -> ServerCertificates:
    """The certificates of one run of the server, under the authority kept in a folder.

    The server's own key is new each run and never written down: a browser told to accept it
    accepts it for any site. Raises `SetupError` as `load_or_create` does.
    """
    from cryptography.hazmat.primitives.asymmetric import ec

    authority = load_or_create(folder, hosts, server=server)
    return ServerCertificates(authority, ca_file(folder, server), ec.generate_private_key(ec.SECP256R1()), server)
