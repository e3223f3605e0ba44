"""Write logs as lines of an event and its fields; systemd's journal adds the time."""

import logging

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class EventLines(logging.Formatter):
    """Writes `event key=value key=value`.

    >>> record = {"msg": "roster refused", "why": "a card is there twice"}
    >>> EventLines().format(logging.makeLogRecord(record))
    'roster refused why=a card is there twice'
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the event, its fields, and the traceback if there is one."""
        event = super().format(record)  # which adds to the record
        fields = (
            f"{key}={value}" for key, value in vars(record).items() if key not in PLAIN
        )
        return " ".join((event, *fields))


def log_to_stderr() -> None:
    """Send all logs to stderr, where systemd reads them."""
    handler = logging.StreamHandler()
    handler.setFormatter(EventLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
