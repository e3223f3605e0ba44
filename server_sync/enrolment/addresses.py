"""The addresses of this machine on its network."""

import socket
from urllib.parse import urlsplit

ANY_PORT = 443


def own_addresses(url: str) -> frozenset[str]:
    """Return the local address used to reach a host; nothing without a network.

    Nothing is sent: connecting a UDP socket only selects the route.
    """
    host = urlsplit(url).hostname or ""
    try:
        (family, kind, _, _, where), *_ = socket.getaddrinfo(
            host, ANY_PORT, type=socket.SOCK_DGRAM
        )
        with socket.socket(family, kind) as unsent:
            unsent.connect(where)
            return frozenset({str(unsent.getsockname()[0])})
    except OSError:
        return frozenset()
