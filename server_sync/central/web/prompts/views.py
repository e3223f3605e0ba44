"""What needs a person's look, and writing down what was done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from sqlalchemy import Connection, func, select
from werkzeug.wrappers import Response

from kiosk.look.form import Form
from server_sync.central.db import tables
from server_sync.central.errors import NotKnown
from server_sync.central.facts import access_log
from server_sync.central.facts.access_log import What
from server_sync.central.facts.people import COPENHAGEN
from server_sync.central.judging import prompts
from server_sync.central.request_context import now, writing
from server_sync.central.rules.prompt import Key
from server_sync.central.web.auth.guard import viewer
from server_sync.central.web.prompts import facts, queries, settle_day
from server_sync.central.web.prompts.queries import PromptCard
from server_sync.central.web.prompts.settle_day import MissingSession
from server_sync.central.web.prompts.words import GROUPS
from server_sync.central.web.render import show, today
from server_sync.central.web.transactions import snapshot, snapshot_or_transaction

SECTION = "pages.prompt_list"
ALREADY = "Det er allerede gjort, så der blev ikke skrevet noget nyt."
CLOSED_SECONDS = 14 * 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Prompts that ask for the same kind of thing.

    Attributes:
        bundles: those of the same kind about one person, shown as one.
    """

    heading: str
    bundles: list[list[PromptCard]]


def prompt_list() -> Response | str:
    """Show what stands, by what it asks for, and what ended lately."""
    if not viewer().sees_people:
        return redirect(url_for("pages.overview"))
    with snapshot() as connection:
        raised = queries.raised(connection, viewer(), today=today())
        closed = queries.closed(
            connection, viewer(), since=now() - CLOSED_SECONDS, today=today()
        )
    with writing() as connection:
        _log_shown(connection, raised)
        detail = f"{len(raised)} punkter"
        access_log.write(
            connection, viewer(), What.SAW_PROMPTS, now=now(), detail=detail
        )
    return show(
        "prompts/prompt_list.html",
        section=SECTION,
        groups=_groups(raised),
        closed=closed,
    )


def prompt(prompt_id: int) -> Response | str | tuple[str, int]:
    """Show one prompt with its history; a POST writes what was done, or takes it up."""
    form = Form(request.form if request.method == "POST" else {})
    with snapshot_or_transaction() as connection:
        card = queries.find(connection, viewer(), prompt_id=prompt_id, today=today())
        if card is None:
            abort(404)
        missing = settle_day.missing_sessions(connection, card)
        if request.method == "POST" and (
            done := _settled_or_answered(connection, card, missing, form)
        ):
            flash(done)
            return redirect(url_for("pages.prompt_list"))
        history = facts.history(connection, prompt_id=prompt_id, zone=COPENHAGEN)
    if request.method == "GET":
        with writing() as connection:
            _log_shown(connection, [card])
    page = show(
        "prompts/prompt.html",
        section=SECTION,
        prompt=card,
        history=history,
        form=form,
        known=settle_day.choices(missing) if missing else (),
    )
    return page, 422 if form.wrong else 200


def _groups(cards: list[PromptCard]) -> list[Group]:
    groups = [
        Group(
            heading=group,
            bundles=queries.bundled(card for card in cards if card.word.group == group),
        )
        for group in GROUPS
    ]
    return [group for group in groups if group.bundles]


def _settled_or_answered(
    connection: Connection,
    card: PromptCard,
    missing: Sequence[MissingSession],
    form: Form,
) -> str | None:
    """Write the fact that settles the day, or the note alone; say what was done."""
    if missing and form.given.get("do") != "take up":
        if settle_day.settle(connection, card, missing, form):
            return settle_day.WRITTEN
        if form.wrong:
            return None
    done = _answered(connection, card, form)
    still_open = card.raised and card.key is Key.MISSING_REGISTRATION
    if done and done != ALREADY and still_open:
        return f"{done} Dagen er stadig ikke afklaret."
    return done


def _answered(connection: Connection, card: PromptCard, form: Form) -> str | None:
    """Do what was asked for, once only; say what was done, None where it was not."""
    note = form.text("note", needed="Skriv kort, hvad der er gjort.")
    if form.wrong:
        return None
    # Whoever opened the page while it stood means to answer it, also if somebody
    # else has meanwhile; nobody means to take up again what they saw standing.
    take_up = form.given.get("do") == "take up"
    if card.raised is take_up or not (card.raised or card.handled):
        return ALREADY
    turn = prompts.reopen if take_up else prompts.handle
    try:
        turn(connection, prompt=card.id, by=viewer().name, at=now(), note=note)
    except NotKnown:  # a fact withdrew it between the reading and the writing
        return ALREADY
    _log(connection, card, What.REOPENED_PROMPT if take_up else What.HANDLED_PROMPT)
    return "Gemt. " + (
        "Punktet står på listen igen." if take_up else "Punktet er taget af listen."
    )


def _log_shown(connection: Connection, cards: list[PromptCard]) -> None:
    """Write, once for each time the prompt was raised, that this viewer saw it."""
    shown = tables.prompt_event.c
    asked = (
        select(shown.prompt, func.max(shown.at))
        .where(shown.what == prompts.What.SHOWN, shown.by == viewer().name)
        .where(shown.prompt.in_([card.id for card in cards]))
        .group_by(shown.prompt)
    )
    seen = {row[0]: row[1] for row in connection.execute(asked)}
    new = [
        card for card in cards if seen.get(card.id, -1) < int(card.since.timestamp())
    ]
    prompts.note_shown(
        connection, prompts=[card.id for card in new], by=viewer().name, at=now()
    )
    for card in new:
        _log(connection, card, What.SAW_PROMPT)


def _log(connection: Connection, card: PromptCard, what: What) -> None:
    access_log.write(
        connection,
        viewer(),
        what,
        now=now(),
        person=card.person_id,
        detail=card.kind,
    )
