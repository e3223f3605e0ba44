"""What named people did about the prompts of one person, and what they noted."""

from sqlalchemy import Connection, or_, select

from server_sync.central.db import tables
from server_sync.central.evidence.asking import Asked
from server_sync.central.judging.prompts import BY_A_PERSON
from server_sync.verify.case import PromptNote


def notes_about(connection: Connection, asked: Asked) -> list[PromptNote]:
    """Give the notes on prompts about these days, in the order they were written.

    A prompt without a date belongs to the day on which the note was written.
    """
    event, prompt = tables.prompt_event.c, tables.prompt.c
    dated = prompt.date.between(asked.first, asked.last)
    written = (event.at >= asked.since) & (event.at < asked.until)
    rows = connection.execute(
        select(prompt.key, prompt.date, event.what, event.by, event.at, event.note)
        .join_from(tables.prompt_event, tables.prompt)
        .where(prompt.person == asked.person.id, event.what.in_(BY_A_PERSON))
        .where(event.note != "")
        .where(or_(dated, prompt.date.is_(None) & written))
        .order_by(event.at, event.id)
    )
    return [
        PromptNote(
            prompt=row.key,
            date=row.date,
            what=row.what,
            by=row.by,
            at=row.at,
            note=row.note,
        )
        for row in rows
    ]
