"""Who asks: the address of the visitor behind our proxies, and the network it stands for in rate limits.

Only the entries that our own proxies added to X-Forwarded-For count; what the visitor wrote before them is ignored.
"""

import ipaddress
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.http import HttpRequest

from smilecity.ground.env import WrongSetting
from smilecity.ground.limits import Limit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# One household or office: what a provider usually gives to one connection (RIPE-690 for IPv6), and for IPv4 the
# smallest block that is routed.
_IPV4_PREFIX = 24
_IPV6_PREFIX = 56
UNKNOWN = ipaddress.IPv6Address("::")


def client_address(request: HttpRequest) -> Address:
    """Return the visitor's address; `::` where nothing usable was said, so that such requests share one limit."""
    return address_behind(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def address_behind(peer: str, forwarded: str) -> Address:
    """Return the visitor's address, given who is connected to us and all of X-Forwarded-For, joined by commas."""
    if settings.PROXIES == 0:
        return _parse(peer)
    hops = forwarded.split(",")
    # With n proxies the nth entry from the right was written by our outermost one. Fewer entries: not through them all.
    return _parse(hops[-settings.PROXIES]) if len(hops) >= settings.PROXIES else UNKNOWN


def _parse(raw: str) -> Address:
    """Read an address as servers write it: with port, in brackets, with zone, IPv4 inside IPv6."""
    text = raw.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    return getattr(address, "ipv4_mapped", None) or address


def network_of(address: Address) -> str:
    """Return the network that shares one limit: /24 for IPv4, /56 for IPv6, for example `192.0.2.0/24`."""
    prefix = _IPV4_PREFIX if address.version == 4 else _IPV6_PREFIX
    return str(ipaddress.ip_network((address, prefix), strict=False))


def limited(request: HttpRequest, name: str, most: int, window: timedelta) -> list[Limit]:
    """Return the limit that the visitor's network shares; none where the city has exempted it."""
    address = client_address(request)
    return [] if exempt(address) else [Limit(name, network_of(address), most, window)]


def exempt(address: Address) -> bool:
    """Say whether the address lies in a network that the city has exempted, such as the library's."""
    return any(address in network for network in _exempt_networks(tuple(settings.LIMIT_EXEMPT)))


def check_settings() -> None:
    """Fail now rather than at the first visitor. Raises WrongSetting."""
    _exempt_networks(tuple(settings.LIMIT_EXEMPT))


@cache
def _exempt_networks(names: tuple[str, ...]) -> list[Network]:
    try:
        return [ipaddress.ip_network(name) for name in names]
    except ValueError as error:
        raise WrongSetting("SMILECITY_LIMIT_EXEMPT", f"expected networks such as 192.0.2.0/24; {error}") from None
