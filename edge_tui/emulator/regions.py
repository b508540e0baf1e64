"""Edge locations: path hint, Target cluster and Audience Manager region."""

from dataclasses import dataclass

from edge_tui.emulator.inferred import UNSEEN_REGIONS

TTL_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Region:
    """One location. `target` is the Target cluster, `aam` the ID after the semicolon in `x-adobe-edge`."""

    hint: str
    target: int
    aam: int

    @property
    def edge_header(self) -> str:
        """The value of `x-adobe-edge`, such as `OR2;9`."""
        return f"{self.hint.upper()};{self.aam}"


# The first four are from captures.
REGIONS = {
    region.hint: region
    for region in (
        Region("or2", 35, 9),
        Region("va6", 34, 7),
        Region("irl1", 37, 6),
        Region("sgp3", 38, 3),
        *(Region(hint, target, aam) for hint, (target, aam) in UNSEEN_REGIONS.items()),
    )
}

# The second label of `<hint>.server.adobedc.net`.
_SERVER = "server"

_BY_CLUSTER = {region.target: region for region in REGIONS.values()}


def region_of(hint: str, unmapped: str) -> Region | None:
    """The location of a path segment; None for an unknown one.

    `t<N>` is a legacy Target cluster (Alloy's Location Hints tests); one without a known
    location is served from `unmapped`.
    """
    region = REGIONS.get(hint)
    if region is None and hint[:1] == "t" and hint[1:].isascii() and hint[1:].isdigit() and len(hint) <= 4:
        region = _BY_CLUSTER.get(int(hint[1:]), REGIONS[unmapped])
    return region


def region_of_host(host: str) -> Region | None:
    """The location in a server host such as `or2.server.adobedc.net`; None without one.

    Adobe's own Node sample puts the hint there instead of into the path (adobe/alloy, sandboxes; Adobe's
    guide to hybrid personalization).
    """
    if _SERVER not in host:
        return None
    hint, _, rest = host.partition(".")
    return REGIONS.get(hint) if rest.partition(".")[0] == _SERVER else None
