"""Tells browsers that something changed, never what: they ask for that themselves."""

from collections.abc import Callable, Iterator

from kiosk.errors import JournalUnavailable

LOOK_EVERY_SECONDS = 0.2
SIGN_OF_LIFE_LOOKS = 50
LOOKS = 3000


def stream(
    mark: Callable[[], str],
    stop_after: Callable[[float], bool],
    *,
    looks: int = LOOKS,
) -> Iterator[str]:
    """Give server-sent events for about ten minutes; the browser then comes again.

    The first event tells how things stand, so that nothing is missed between a page
    and its first look.

    Args:
        mark: changes when anything shown does.
        stop_after: waits so many seconds; True ends the stream.
        looks: how often to look.
    """
    yield "retry: 1000\n\n"
    seen = None
    for look in range(looks):
        try:
            now = mark()
        except JournalUnavailable:
            return  # the browser comes again, and is told why it cannot be shown
        if now != seen:
            seen = now
            yield f"event: change\ndata: {now}\n\n"
        elif look % SIGN_OF_LIFE_LOOKS == 0:
            # Writing is the only way to learn that the browser has gone.
            yield ": here\n\n"
        if stop_after(LOOK_EVERY_SECONDS):
            return
