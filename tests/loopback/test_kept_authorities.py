"""Authorities of several servers in one folder, and what is known of one that is kept."""

from pathlib import Path

import pytest

from edge_tui.loopback.certificates.allowed_hosts import AllowedHosts, allowed_hosts
from edge_tui.loopback.certificates.authority import ca_file, kept_hosts, load_or_create, remove
from edge_tui.model.errors import SetupError

HOSTS = allowed_hosts(["edge.adobedc.net", "edge.shop.example", "192.0.2.7"])


def test_each_server_has_an_authority_for_itself(tmp_path: Path) -> None:
    first = load_or_create(tmp_path, HOSTS, server="proxy")
    other = load_or_create(tmp_path, AllowedHosts(), server="forward")
    assert first.certificate != other.certificate
    assert load_or_create(tmp_path, HOSTS, server="proxy").certificate == first.certificate
    assert "edge-tui proxy" in first.certificate.subject.rfc4514_string()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "forward-ca.key",
        "forward-ca.pem",
        "proxy-ca.key",
        "proxy-ca.pem",
    ]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_the_hosts_of_a_kept_authority_are_known(tmp_path: Path) -> None:
    assert kept_hosts(tmp_path, "proxy") is None
    load_or_create(tmp_path, HOSTS, server="proxy")
    assert kept_hosts(tmp_path, "proxy") == HOSTS
    assert kept_hosts(tmp_path, "forward") is None


def test_an_authority_can_be_deleted_with_its_key(tmp_path: Path) -> None:
    load_or_create(tmp_path, HOSTS, server="proxy")
    assert remove(tmp_path, "proxy")
    assert not remove(tmp_path, "proxy")
    assert [*tmp_path.iterdir()] == []


def test_files_that_hold_something_else_are_named(tmp_path: Path) -> None:
    load_or_create(tmp_path, HOSTS, server="proxy")
    ca_file(tmp_path, "proxy").write_text("odd")
    with pytest.raises(SetupError, match="Delete both"):
        kept_hosts(tmp_path, "proxy")
