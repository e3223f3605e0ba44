"""By which addresses this machine is known on its network."""

import socket
from urllib.parse import urlsplit

ANY_PORT = 443


def own_addresses(url: str) -> frozenset[str]:
    """Give the address from which this machine would ask there; none without a network.

    Nothing is sent: connecting a datagram's socket only chooses the way.
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
