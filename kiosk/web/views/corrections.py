"""Staff void what they wrote; both entries stay visible."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import instant
from kiosk.journal.contents import Card, Content, Void
from kiosk.look.door_words import NOT_WRITTEN, TAKEN_BACK_AT_ONCE
from kiosk.look.words import REASON
from kiosk.web.active_entries import ActiveEntries, StaffEntry, author_of
from kiosk.web.auth.rights import Right
from kiosk.web.forms import TEXT_CHARACTERS_MAX
from kiosk.web.page_context import (
    allowed,
    form_context,
    form_values,
    may_correct,
    moment,
    no_right_page,
    page,
    restored_input,
    show_message,
    submission,
)
from kiosk.web.repository import Refusal

UNDO_WITHIN = timedelta(seconds=10)
SLOW_NETWORK = timedelta(seconds=5)
SHOWN_FOR = timedelta(days=14)

corrections = Blueprint("mend", __name__)


@corrections.get("/skrevet")
def list_written() -> str:
    """Show what staff wrote recently, and what was voided."""
    since = form_context().now - SHOWN_FOR
    written = page().repository.active_entries(moment()).staff_entries
    recent = [
        entry
        for entry in reversed(written)
        if entry.entry.at >= since and (allowed(Right.CORRECT) or _is_mine(entry))
    ]
    return render_template("written.html", written=recent, **_names())


@corrections.post("/fortryd")
def undo() -> ResponseReturnValue:
    """Void one's own click within seconds; later a reason is needed."""
    seq = request.form.get("seq", "")
    if not seq.isdecimal():
        abort(404)
    written = _find(int(seq))
    age = instant(moment().wall_ns) - written.entry.at
    if not _is_mine(written) or age > UNDO_WITHIN + SLOW_NETWORK:
        return redirect(url_for("mend.show", seq=seq), 303)
    return _take_back(written, TAKEN_BACK_AT_ONCE)


@corrections.get("/ret/<int:seq>")
def show(seq: int) -> ResponseReturnValue:
    """Show one entry, and ask why it is to be voided."""
    written = _find(seq)
    if not _may_take_back(written):
        return no_right_page(Right.CORRECT)
    return _form(written, restored_input().get("hvorfor", ""))


@corrections.post("/ret/<int:seq>")
def take_back(seq: int) -> ResponseReturnValue:
    """Void an entry, with a reason."""
    written, why = _find(seq), form_values().get("hvorfor", "").strip()
    if not _may_take_back(written):
        return no_right_page(Right.CORRECT)
    if not why:
        return _form(written, why, "Skriv kort, hvad der var forkert."), 422
    if len(why) > TEXT_CHARACTERS_MAX:
        full = (
            f"Der er plads til {TEXT_CHARACTERS_MAX} tegn, og teksten har {len(why)}."
        )
        return _form(written, why, full), 422
    return _take_back(written, why)


def _take_back(written: StaffEntry, why: str) -> ResponseReturnValue:
    def decide(active: ActiveEntries) -> Sequence[Content] | Refusal:
        known = active.find(written.entry.seq)
        if known is None or known.voided_by is not None:
            return Refusal("Det er allerede taget tilbage.")
        if isinstance(written.entry.content, Card) and written.entry.content.end:
            return Refusal("Giv kortet igen under »Kort« i stedet.")
        about = active.journal.entry_id(written.entry.seq)
        now = instant(moment().wall_ns)
        return [Void(about=about, by=g.staff, at=now, why=why)]

    try:
        done = page().repository.write(submission(), moment(), decide)
    except JournalUnavailable:
        return _form(written, why, trouble=NOT_WRITTEN), 503
    name = _name_of(written.entry.content)
    show_message(
        done.sentence
        if isinstance(done, Refusal)
        else f"Det er taget tilbage{f': {name}' if name else ''}."
    )
    return redirect(url_for("board.show"), 303)


def _name_of(content: Content) -> str | None:
    person = page().repository.roster().person(getattr(content, "person", None) or "")
    return person.name if person else None


def _is_mine(written: StaffEntry) -> bool:
    return bool(author_of(written.entry.content) == g.staff)


def _may_take_back(written: StaffEntry) -> bool:
    return may_correct(author_of(written.entry.content), written.entry.at)


def _find(seq: int) -> StaffEntry:
    found = page().repository.active_entries(moment()).find(seq)
    if found is None:
        abort(404)
    return found


def _form(
    written: StaffEntry,
    why: str,
    problem: str | None = None,
    trouble: str | None = None,
) -> str:
    return render_template(
        "mend.html",
        written=written,
        why=why,
        problem=problem,
        trouble=trouble,
        **_names(),
    )


def _names() -> dict[str, object]:
    return {
        "names": {
            person.id: person.name for person in page().repository.roster().people
        },
        "reasons": REASON,
        "today": form_context().today,
    }
