"""The commands that `edge-tui proxy trust` prints can be pasted, wherever the certificate is."""

import shlex

from edge_tui.cli.intermediary.trust_steps import trust_lines

# As macOS has it.
CA = "/Users/anna/Library/Application Support/edge-tui/proxy/proxy-ca.pem"
COMMANDS = ("curl", "https_proxy=", "NODE_EXTRA_CA_CERTS=", "cat", "SSL_CERT_FILE=", "cp", "keytool", "java")


def test_a_command_takes_the_certificate_as_one_word() -> None:
    certificate = {"caCertificate": CA, "validUntil": "2026-12-30", "hosts": ["localhost"], "lanAddress": "192.0.2.1"}
    steps = [line.removeprefix("  ") for line in trust_lines(certificate, 8888) if line.startswith("  ")]
    commands = [line for line in steps if line.startswith(COMMANDS)]
    words = [word for line in commands for word in shlex.split(line)]
    assert {line.split("=")[0].split()[0] for line in commands} == {name.rstrip("=") for name in COMMANDS}
    assert sum(CA in word for word in words) == len([line for line in commands if "Application" in line]) == 5
    assert not any("(" in line for line in commands if "$(" not in line)
