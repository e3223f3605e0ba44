"""A network in one process: the real transport on one side, the real app on the other.

What it does to the next exchange is drawn from the dice, and counted.
"""

import io
import random
from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter, HTTPAdapter
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.simulation.clocks import TrueTime

Wsgi = Callable[[Any, Any], Iterable[bytes]]
Answer = tuple[int, list[tuple[str, str]], bytes]


class Manner(StrEnum):
    """What a network does to one exchange."""

    LOST_REQUEST = "lost request"
    LOST_ANSWER = "lost answer"
    DOUBLED = "doubled request"
    REORDERED = "reordered request"
    CUT_REQUEST = "truncated request"
    CUT_ANSWER = "truncated answer"
    PORTAL = "captive portal"
    STATUS = "error status"
    REDIRECT = "redirect"
    STALE_ANSWER = "answer to an earlier request"
    SLOW = "slow exchange"


STATUSES = (400, 401, 403, 404, 408, 413, 422, 425, 429, 500, 502, 503, 504)
PORTAL_PAGE = b"<html><title>Velkommen til hotellets internet</title></html>"
STALE_MAX = 20


class Network(BaseAdapter):
    """One terminal's line to central.

    Attributes:
        up: False is no network at all.
        rudeness: the share of exchanges that something happens to.
        counted: how often each thing happened.
        instead: what is answered to the next exchanges in central's place.
    """

    def __init__(self, app: Wsgi, true: TrueTime, dice: random.Random) -> None:
        super().__init__()
        self._app, self._true, self._dice = app, true, dice
        self.up = True
        self.rudeness = 0.0
        self.counted: Counter[str] = Counter()
        self.instead: list[Answer] = []
        self._held_back: list[requests.PreparedRequest] = []
        self._earlier: list[Answer] = []

    def send(  # noqa: PLR0913, PLR0917 - as requests calls it
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT002 - likewise
        timeout: Any = None,
        verify: Any = True,  # noqa: FBT002 - likewise
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Carry one exchange as the next manner has it."""
        del stream, timeout, verify, cert, proxies
        self._true.advance(self._dice.uniform(0.01, 1.5))
        if not self.up:
            raise requests.ConnectionError("no network")
        status, headers, body = self._carry(request)
        self._true.advance(self._dice.uniform(0.01, 1.5))
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(body),
            headers=urllib3.HTTPHeaderDict(headers),
            status=status,
            preload_content=False,
            request_method=request.method,
        )
        made: requests.Response = HTTPAdapter().build_response(request, raw)
        return made

    def close(self) -> None:
        """Hold nothing open."""

    def deliver_held_back(self) -> None:
        """Let what was held back arrive after all, long after."""
        for request in self._held_back:
            self._ask(request)
        self._held_back.clear()

    def _carry(self, request: requests.PreparedRequest) -> Answer:
        if self.instead:
            return self.instead.pop(0)
        if self._dice.random() >= self.rudeness:
            answer = self._ask(request)
            self.deliver_held_back()
            return answer
        manner = self._dice.choice(list(Manner))
        self.counted[manner] += 1
        return self._rudely(manner, request)

    def _rudely(self, manner: Manner, request: requests.PreparedRequest) -> Answer:
        """Let the request reach central, sooner or later, or in part."""
        match manner:
            case Manner.LOST_REQUEST:
                raise requests.ConnectionError("cut before the request")
            case Manner.LOST_ANSWER:
                self._ask(request)
                raise requests.ConnectionError("cut before the answer")
            case Manner.REORDERED:
                self._held_back.append(request)
                raise requests.ReadTimeout("it will arrive later")
            case Manner.DOUBLED:
                self._ask(request)
            case Manner.CUT_REQUEST:
                body = bytes(request.body or b"")  # type: ignore[arg-type]
                return self._ask(request, body[: self._dice.randrange(len(body) + 1)])
            case Manner.CUT_ANSWER:
                status, headers, body = self._ask(request)
                return status, headers, body[: self._dice.randrange(len(body) + 1)]
            case Manner.SLOW:
                self._true.advance(self._dice.uniform(5, 25))
            case _:
                return self._by_somebody_else(manner)
        return self._ask(request)

    def _by_somebody_else(self, manner: Manner) -> Answer:
        """Answer in central's place; the request goes nowhere."""
        wait = str(self._dice.randrange(120))
        match manner:
            case Manner.PORTAL:
                return 200, [("Content-Type", "text/html")], PORTAL_PAGE
            case Manner.REDIRECT:
                return 302, [("Location", "http://elsewhere.example/")], b""
            case Manner.STALE_ANSWER if self._earlier:
                return self._dice.choice(self._earlier)
            case _:
                return self._dice.choice(STATUSES), [("Retry-After", wait)], b""

    def _ask(
        self, request: requests.PreparedRequest, body: bytes | None = None
    ) -> Answer:
        """Have central answer a request as it was sent, or with other bytes in it."""
        url = urlsplit(str(request.url))
        headers = [
            (name, value)
            for name, value in request.headers.items()
            if name.lower() != "content-length"
        ]
        builder = EnvironBuilder(
            method=str(request.method),
            base_url=f"{url.scheme}://{url.netloc}",
            path=url.path,
            query_string=url.query,
            headers=headers,
            data=(request.body or b"") if body is None else body,
        )
        chunks, status, answered = run_wsgi_app(
            self._app, builder.get_environ(), buffered=True
        )
        builder.close()
        answer = int(status.split()[0]), list(answered.items()), b"".join(chunks)
        self._earlier = [*self._earlier, answer][-STALE_MAX:]
        return answer
