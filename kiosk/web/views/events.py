"""Tell browsers that something changed; they ask for the content themselves."""

from collections.abc import Callable, Iterator

from kiosk.errors import JournalUnavailable

POLL_SECONDS = 0.2
COMMENT_EVERY_POLLS = 50
POLLS = 3000


def change_events(
    version: Callable[[], str],
    stop_after: Callable[[float], bool],
    *,
    polls: int = POLLS,
) -> Iterator[str]:
    """Yield server-sent events for about ten minutes; then the browser reconnects.

    The first event carries the present version, so that no change is missed between
    loading a page and its first event.

    Args:
        version: returns another text after anything shown has changed.
        stop_after: waits so many seconds; True ends the stream.
        polls: how many times to ask for the version.
    """
    yield "retry: 1000\n\n"
    sent = None
    for poll in range(polls):
        try:
            now = version()
        except JournalUnavailable:
            return  # the browser reconnects, and then shows the fault
        if now != sent:
            sent = now
            yield f"event: change\ndata: {now}\n\n"
        elif poll % COMMENT_EVERY_POLLS == 0:
            # Only writing shows whether the browser has gone.
            yield ": here\n\n"
        if stop_after(POLL_SECONDS):
            return
