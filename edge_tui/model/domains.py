"""Hosts: the apex of a domain name, the third-party domain, this machine, and its network."""

import ipaddress

# `demdex` is the third-party domain: its cookies are never a site's own.
THIRD_PARTY_DOMAIN = "demdex.net"

# Second-level labels that country domains share: `shop.co.uk` is a site, `co.uk` isn't.
_SHARED_LABELS = frozenset(("ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"))

# Names that no public server has: RFC 6761, RFC 6762, and what ICANN reserves for private use.
_PRIVATE_NAMES = (".local", ".internal", ".test", ".home.arpa")


def inferred_domain(host: str) -> str:
    """The apex of a host by its last labels; empty for an address, a bare name or a shared suffix such as `co.uk`."""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return ""
    count = 3 if len(labels[-1]) == 2 and labels[-2] in _SHARED_LABELS else 2
    return ".".join(labels[-count:]) if len(labels) >= count else ""


def is_third_party(host: str) -> bool:
    """Whether a host belongs to the third-party domain."""
    return host == THIRD_PARTY_DOMAIN or host.endswith("." + THIRD_PARTY_DOMAIN)


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's."""
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def near(host: str) -> str:
    """`on this machine` or `in this network`, for a host that can't be Adobe's; empty for any other."""
    if is_loopback(host):
        return "on this machine"
    name = host.lower().rstrip(".")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return "in this network" if name and ("." not in name or name.endswith(_PRIVATE_NAMES)) else ""
    return "in this network" if address.is_private or address.is_link_local else ""
