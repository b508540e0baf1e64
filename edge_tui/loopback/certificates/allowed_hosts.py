"""The hosts a server's certificates may be for: loopback, and those the user names.

The same rule decides which names the server answers to and what its authority can sign for.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from edge_tui.model.domains import inferred_domain
from edge_tui.model.errors import SetupError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK_NAME = "localhost"
LOOPBACK_NETWORKS: tuple[Network, ...] = (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128"))
LOOPBACK_ADDRESSES: tuple[Address, ...] = (ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1"))

_MAX_NAME = 253
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Host names (lower case, with every name below them) and addresses, besides loopback."""

    names: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """The names as a certificate lists them."""
        return (LOOPBACK_NAME, *self.names)

    @property
    def all_addresses(self) -> tuple[Address, ...]:
        """The addresses as a certificate lists them: of loopback, those that are usual."""
        return (*LOOPBACK_ADDRESSES, *self.addresses)

    @property
    def networks(self) -> tuple[Network, ...]:
        """The addresses a certificate may be for, loopback's whole range among them."""
        return (*LOOPBACK_NETWORKS, *map(ipaddress.ip_network, self.addresses))

    def allows(self, host: str) -> bool:
        """Whether a certificate may be for this host name or address, as a TLS client names it."""
        if address := parse_address(host):
            return any(address in network for network in self.networks)
        name = host.lower()
        return _is_name(name) and any(name == known or name.endswith("." + known) for known in self.all_names)

    def check_reachable_at(self, bound: Address) -> None:
        """Raises `SetupError` for an address that no client of a server bound to another can connect to.

        A name can be mapped to the server. An address can't; but a server on every network of this machine may
        be reached at one that isn't this machine's, by way of a router or a container.
        """
        away = next((each for each in self.addresses if each != bound), None)
        if away is not None and not bound.is_unspecified:
            raise SetupError(
                f"No client reaches the emulator at {away}: it listens on {bound} only.",
                f"If {away} is an address of this machine, add --host {away}; otherwise give a host name, such as "
                "edge.example.com.",
            )

    def __str__(self) -> str:
        return ", ".join((LOOPBACK_NAME, *self.names, *map(str, self.addresses)))


def allowed_hosts(hosts: Iterable[str]) -> AllowedHosts:
    """Reads hosts as given on the command line, in any order, with repeats.

    Raises `SetupError` for what isn't a host, and for a name so short that an authority for it
    could sign for other people's sites.
    """
    names: set[str] = set()
    addresses: set[Address] = set()
    for host in hosts:
        if address := parse_address(host.strip("[]")):
            if address.is_unspecified:
                raise SetupError(
                    f"{host} isn't an address that clients connect to.", "Give this machine's own address."
                )
            if not any(address in network for network in LOOPBACK_NETWORKS):
                addresses.add(address)
            continue
        name = host.lower().removesuffix(".")
        if not _is_name(name):
            raise SetupError(
                f"{host!r} isn't a host name.",
                "Give the name alone, such as edge.example.com; write an international one as Punycode (xn--…).",
            )
        if name == LOOPBACK_NAME or name.endswith("." + LOOPBACK_NAME):
            continue
        if not inferred_domain(name):
            raise SetupError(
                f"A certificate authority for {name!r} could sign for every site below it.",
                "Give the whole host name, such as edge.example.com.",
            )
        names.add(name)
    return AllowedHosts(tuple(sorted(names)), tuple(sorted(addresses, key=lambda each: (each.version, each.packed))))


def parse_address(text: str) -> Address | None:
    """The address a text is; None for a name, and for an address with a zone, which no certificate can hold."""
    try:
        return ipaddress.ip_address(text) if "%" not in text else None
    except ValueError:
        return None


def _is_name(name: str) -> bool:
    # A last label of digits makes an address of it (WHATWG URL), though not one that could be read.
    return len(name) <= _MAX_NAME and _NAME.fullmatch(name) is not None and not name.rpartition(".")[2].isdigit()
