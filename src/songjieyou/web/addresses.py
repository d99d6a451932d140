"""From where in the network a request comes, as far as limits are concerned."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

SUBSCRIBER = 64
"""Bits of an IPv6 address that a provider gives to one subscriber, who may use any address below."""


def address_of(meta: Mapping[str, str]) -> str:
    """The address of the other side, or of an IPv6 network, from `request.META`; empty where it is none.

    The house is reached from this machine only: through the proxy in front, which adds at the end of X-Forwarded-For
    who asked it. What stands before that was written by whoever asked and says nothing.
    """
    peer = _read(meta.get("REMOTE_ADDR", ""))
    if peer and peer.is_loopback:
        peer = _read(meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]) or peer
    if isinstance(peer, ipaddress.IPv6Address):
        return str(peer.ipv4_mapped or ipaddress.ip_network((peer, SUBSCRIBER), strict=False))
    return str(peer or "")


def _read(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip())
    except ValueError:
        return None
