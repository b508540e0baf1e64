"""Certificates: for loopback and the hosts that were named, and for nothing else, even with the authority's key."""

import ipaddress
import os
import socket
import ssl
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import serving
from edge_tui.loopback.certificates.allowed_hosts import AllowedHosts, allowed_hosts
from edge_tui.loopback.certificates.authority import (
    CA_FILE,
    CA_KEY_FILE,
    LIFETIME,
    RENEWAL,
    Authority,
    load_or_create,
)
from edge_tui.loopback.certificates.server_context import server_certificates
from edge_tui.model.errors import SetupError
from tests.emulator.edge import ALL_ON, PAGE_VIEW
from tests.examples import examples
from tests.tables import every_row

INTERACT = f"/ee/v2/interact?datastreamId={ALL_ON}"
NAMED = ("edge.example.com", "192.0.2.7", "2001:db8::7")
labels = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
hosts = st.one_of(
    st.sampled_from(["localhost", "127.0.0.1", "127.9.9.9", "::1", "www.bank.example", "10.0.0.1", "::2", *NAMED]),
    st.builds("{}.{}".format, labels, st.sampled_from(["localhost", "edge.example.com", "example.com", "com"])),
    st.builds("{}{}".format, labels, st.sampled_from(["localhost", "edge.example.com", "example.com"])),
    st.builds("{}.{}".format, st.sampled_from(["localhost", "edge.example.com"]), labels),
    st.ip_addresses().map(str),
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return load_or_create(tmp_path_factory.mktemp("authority"), allowed_hosts(NAMED))


def alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def signed(
    authority: Authority,
    host: str,
    *,
    ca: bool = False,
    by: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A certificate for any host, as whoever has the authority's key can make it."""
    issuer, issuer_key = by or (authority.certificate, authority.key)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "ca" if ca else "rogue")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(issuer.not_valid_before_utc)
        .not_valid_after(issuer.not_valid_after_utc)
        .add_extension(x509.SubjectAlternativeName([alternative(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    return certificate, key


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def refusal(
    trusted: x509.Certificate, host: str, chain: list[x509.Certificate], key: ec.EllipticCurvePrivateKey, tmp: Path
) -> str:
    """Why a client that trusts the authority refuses a server, in OpenSSL's words; empty when it accepts it."""
    file = tmp / "chain.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + pem(*chain)
    )
    serving_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving_context.load_cert_chain(file)
    trusting = ssl.create_default_context(cadata=pem(trusted).decode())
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(back, there, server_hostname=host)
    server = serving_context.wrap_bio(there, back, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return str(error.verify_message)
    assert client.getpeercert()
    return ""


@given(host=hosts)
@example(host="example.com")
@example(host="notlocalhost")
@example(host="128.0.0.1")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(30), deadline=None)
def test_the_authoritys_key_can_sign_for_exactly_the_hosts_that_are_allowed(
    authority: Authority, host: str, tmp_path: Path
) -> None:
    certificate, key = signed(authority, host)
    why = refusal(authority.certificate, host, [certificate], key, tmp_path)

    assert why == ("" if authority.hosts.allows(host) else "permitted subtree violation")


def test_the_authoritys_key_can_make_no_further_authority(authority: Authority, tmp_path: Path) -> None:
    below = signed(authority, "localhost", ca=True)
    certificate, key = signed(authority, "localhost", by=below)

    assert "path length" in refusal(authority.certificate, "localhost", [certificate, below[0]], key, tmp_path)


def test_the_authority_is_for_web_servers_only_and_for_days(authority: Authority) -> None:
    certificate = authority.certificate
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints)

    assert list(usage) == [x509.ExtendedKeyUsageOID.SERVER_AUTH]
    assert constraints.critical
    assert certificate.not_valid_after_utc - datetime.now(UTC) <= timedelta(days=30)


@pytest.mark.parametrize("host", ["localhost", "edge.shop.example", "or2.server.localhost", "or2.edge.shop.example"])
def test_a_client_that_trusts_the_authority_reaches_every_allowed_host(host: str, tmp_path: Path) -> None:
    with serving(tls=tmp_path, host_names=["edge.shop.example"]) as emulator:
        assert emulator.certificates is not None
        trusting = ssl.create_default_context(cafile=str(emulator.certificates.ca_certificate))
        trusting.verify_flags |= ssl.VERIFY_X509_STRICT
        port = int(emulator.url.rsplit(":", 1)[1])
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            trusting.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert()

    assert certificate
    assert ("DNS", host) in certificate["subjectAltName"]


def test_an_event_is_answered_over_tls_to_whoever_trusts_it_and_to_nobody_else(tmp_path: Path) -> None:
    with serving(tls=tmp_path) as emulator:
        assert emulator.certificates is not None
        trusting = ssl.create_default_context(cafile=str(emulator.certificates.ca_certificate))
        with httpx.Client(base_url=emulator.url, verify=trusting) as client:
            assert client.post(INTERACT, json={"event": PAGE_VIEW}).status_code == 200
        with httpx.Client(base_url=emulator.url) as client, pytest.raises(httpx.ConnectError):
            client.post(INTERACT, json={"event": PAGE_VIEW})


@pytest.mark.parametrize(
    "host", ["www.bank.example", "example", "shop.example", "edge.shop.example.evil.example", "localhost.example"]
)
def test_a_client_that_asks_for_another_host_gets_no_certificate_and_a_line_in_the_log(
    host: str, tmp_path: Path
) -> None:
    lines: list[RequestLogLine] = []
    careless = ssl.create_default_context()
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    with serving(tls=tmp_path, host_names=["edge.shop.example"], on_request=lines.append) as emulator:
        port = int(emulator.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises((ssl.SSLError, ConnectionError)):
            careless.wrap_socket(plain, server_hostname=host)

    assert [(line.method, line.path, line.status) for line in lines] == [("TLS", host, 0)]
    assert "refused" in lines[0].text()


def test_the_pinned_key_is_the_one_that_is_served_and_is_new_each_run(tmp_path: Path) -> None:
    pins = set()
    for _ in range(2):
        with serving(tls=tmp_path) as emulator:
            assert emulator.certificates is not None
            port = int(emulator.url.rsplit(":", 1)[1])
            served = x509.load_pem_x509_certificate(ssl.get_server_certificate(("127.0.0.1", port)).encode())
            assert served.public_key() == emulator.certificates.key.public_key()
            pins.add(emulator.certificates.public_key_sha256)

    assert len(pins) == 2
    assert all(len(pin) == 44 and pin.endswith("=") for pin in pins)


def test_the_servers_own_key_is_left_in_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server_certificates(tmp_path / "kept", AllowedHosts()).context()

    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [CA_KEY_FILE, CA_FILE]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_folder_and_key_are_their_owners_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        load_or_create(tmp_path / "data" / "emulator", AllowedHosts())
    finally:
        os.umask(before)

    made = [path for path in tmp_path.rglob("*") if path != tmp_path]
    assert len(made) == 4
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_a_folder_that_is_open_to_others_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    load_or_create(tmp_path, AllowedHosts())

    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_the_authority_is_kept_for_the_same_hosts_in_any_order(tmp_path: Path) -> None:
    first = load_or_create(tmp_path, allowed_hosts(["b.example.com", "a.example.com", "127.0.0.1"]))
    second = load_or_create(tmp_path, allowed_hosts(["A.example.com.", "b.example.com", "b.example.com", "localhost"]))

    assert second.certificate == first.certificate
    assert second.notice == ""


@pytest.mark.parametrize(
    "changed", [(), ("edge.example.com", "192.0.2.7"), ("edge.example.com", *NAMED, "a.example.com")]
)
def test_other_hosts_get_another_authority(changed: tuple[str, ...], tmp_path: Path) -> None:
    first = load_or_create(tmp_path, allowed_hosts(NAMED))
    second = load_or_create(tmp_path, allowed_hosts(changed))

    assert second.key.public_key() != first.key.public_key()
    assert "host names changed" in second.notice
    assert load_or_create(tmp_path, allowed_hosts(changed)).notice == ""


@pytest.mark.parametrize(("days", "is_renewed"), [(0, False), (22, False), (24, True), (31, True)])
def test_an_authority_is_renewed_before_it_ends(days: int, is_renewed: bool, tmp_path: Path) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    first = load_or_create(tmp_path, AllowedHosts(), start)
    later = load_or_create(tmp_path, AllowedHosts(), start + timedelta(days=days))

    assert (later.certificate != first.certificate) is is_renewed
    assert ("renewed" in later.notice) is is_renewed
    assert later.certificate.not_valid_after_utc - (start + timedelta(days=days)) >= RENEWAL


def test_an_authority_that_could_sign_for_any_site_is_replaced_with_one_notice(tmp_path: Path) -> None:
    wide = trustme.CA()
    wide.cert_pem.write_to_path(str(tmp_path / CA_FILE))
    wide.private_key_pem.write_to_path(str(tmp_path / CA_KEY_FILE))
    replaced = load_or_create(tmp_path, AllowedHosts())

    assert (tmp_path / CA_FILE).read_bytes() == pem(replaced.certificate)
    assert wide.private_key_pem.bytes() != (tmp_path / CA_KEY_FILE).read_bytes()
    assert "could sign for any site" in replaced.notice
    assert "remove it from your browser's trust" in replaced.notice
    assert load_or_create(tmp_path, AllowedHosts()).notice == ""


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_could_read_is_used_no_more(mode: int, tmp_path: Path) -> None:
    first = load_or_create(tmp_path, AllowedHosts())
    (tmp_path / CA_KEY_FILE).chmod(mode)
    second = load_or_create(tmp_path, AllowedHosts())

    assert second.key.public_key() != first.key.public_key()
    assert (tmp_path / CA_KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_key_of_another_certificate_is_replaced(tmp_path: Path) -> None:
    load_or_create(tmp_path, AllowedHosts())
    load_or_create(tmp_path / "other", AllowedHosts())
    (tmp_path / "other" / CA_KEY_FILE).replace(tmp_path / CA_KEY_FILE)
    authority = load_or_create(tmp_path, AllowedHosts())

    assert authority.certificate.public_key() == authority.key.public_key()


def test_other_files_under_these_names_are_left_alone(tmp_path: Path) -> None:
    for name in (CA_FILE, CA_KEY_FILE):
        (tmp_path / name).write_text("nonsense", encoding="utf-8")
    with pytest.raises(SetupError, match="aren't a certificate and its key"):
        load_or_create(tmp_path, AllowedHosts())

    assert (tmp_path / CA_FILE).read_text(encoding="utf-8") == "nonsense"


@every_row(
    "host",
    [
        "com", "co.uk", "shop", "", ".", "*.example.com", "https://edge.example.com", "edge.example.com:443",
        "edge.example.com/", "-a.example.com", "a..example.com", ".example.com", "müller.example", "a b.example",
        "0.0.0.0", "::", "1.2.3", "256.1.1.1.1", "fe80::1%eth0", "a." * 130 + "com", "x" * 64 + ".com", "a.com\n",
    ],
)  # fmt: skip
def test_anything_but_a_single_host_is_refused_with_a_hint(host: str) -> None:
    with pytest.raises(SetupError) as refused:
        allowed_hosts([host])

    assert refused.value.how


@given(st.text(max_size=30))
@example("\x00localhost")
@example("localhost\n")
def test_any_text_is_a_host_that_is_allowed_or_is_not(text: str) -> None:
    assert AllowedHosts().allows(text) in (True, False)
    try:
        read = allowed_hosts([text])
    except SetupError:
        return
    assert all(read.allows(host) for host in (*read.all_names, *map(str, read.all_addresses)))


def test_a_lifetime_is_days() -> None:
    assert timedelta(days=1) < LIFETIME <= timedelta(days=30)


@pytest.mark.parametrize(
    ("hosts", "bound", "works"),
    [
        (["edge.example.com"], "127.0.0.1", True),
        (["127.0.0.2", "::1"], "127.0.0.1", True),
        (["8.8.8.8"], "127.0.0.1", False),
        (["192.0.2.7"], "192.0.2.7", True),
        (["192.0.2.7", "192.0.2.8"], "192.0.2.7", False),
        (["192.0.2.7"], "0.0.0.0", True),
        (["192.0.2.7"], "::", True),
    ],
)
def test_an_address_where_nothing_listens_is_refused(hosts: list[str], bound: str, works: bool) -> None:
    allowed, address = allowed_hosts(hosts), ipaddress.ip_address(bound)
    if works:
        allowed.check_reachable_at(address)
    else:
        with pytest.raises(SetupError, match=f"--host {hosts[-1]}"):
            allowed.check_reachable_at(address)
