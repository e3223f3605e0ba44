"""Logs as lines of an event and its fields; systemd's journal adds the time."""

import logging

PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class EventLines(logging.Formatter):
    """Writes `event key=value key=value`.

    >>> record = {"msg": "roster refused", "why": "a card is there twice"}
    >>> EventLines().format(logging.makeLogRecord(record))
    'roster refused why=a card is there twice'
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write the event, its fields, and what led to it, if anything did."""
        event = super().format(record)  # which adds to the record
        fields = (
            f"{key}={value}" for key, value in vars(record).items() if key not in PLAIN
        )
        return " ".join((event, *fields))


def log_to_stderr() -> None:
    """Send what the process says of itself to where systemd reads it."""
    handler = logging.StreamHandler()
    handler.setFormatter(EventLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
