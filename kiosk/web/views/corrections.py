"""Staff take back what they wrote; both stay to be seen."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import JournalUnavailable
from kiosk.host.local_time import instant
from kiosk.journal.contents import (
    Card,
    Content,
    Void,
)
from kiosk.look.door_words import NOT_WRITTEN, TAKEN_BACK_AT_ONCE
from kiosk.look.words import REASON
from kiosk.web.active_entries import Standing, Written
from kiosk.web.auth.rights import Right
from kiosk.web.forms import TEXT_CHARACTERS_MAX
from kiosk.web.page_context import (
    act,
    allowed,
    asked,
    kept_typed,
    may_mend,
    moment,
    page,
    refused,
    say,
    typed,
)
from kiosk.web.repository import Refusal

UNDO_WITHIN = timedelta(seconds=10)
SLOW_NETWORK = timedelta(seconds=5)
BACK = timedelta(days=14)

mend = Blueprint("mend", __name__)


@mend.get("/skrevet")
def list_written() -> str:
    """Show what staff wrote of late, and what was taken back."""
    since = asked().now - BACK
    written = page().books.stands(moment()).written
    recent = [
        one
        for one in reversed(written)
        if one.line.at >= since and (allowed(Right.MEND) or _is_mine(one))
    ]
    return render_template("written.html", written=recent, **_names())


@mend.post("/fortryd")
def undo() -> ResponseReturnValue:
    """Take back one's own click of a moment ago; later it wants a reason."""
    seq = request.form.get("seq", "")
    if not seq.isdecimal():
        abort(404)
    written = _find(int(seq))
    age = instant(moment().wall_ns) - written.line.at
    if not _is_mine(written) or age > UNDO_WITHIN + SLOW_NETWORK:
        return redirect(url_for("mend.show", seq=seq), 303)
    return _take_back(written, TAKEN_BACK_AT_ONCE)


@mend.get("/ret/<int:seq>")
def show(seq: int) -> ResponseReturnValue:
    """Show one thing that was written, and ask why it is taken back."""
    written = _find(seq)
    if not _may_take_back(written):
        return refused(Right.MEND)
    return _form(written, kept_typed().get("hvorfor", ""))


@mend.post("/ret/<int:seq>")
def take_back(seq: int) -> ResponseReturnValue:
    """Take it back, for a reason."""
    written, why = _find(seq), typed().get("hvorfor", "").strip()
    if not _may_take_back(written):
        return refused(Right.MEND)
    if not why:
        return _form(written, why, "Skriv kort, hvad der var forkert."), 422
    if len(why) > TEXT_CHARACTERS_MAX:
        full = (
            f"Der er plads til {TEXT_CHARACTERS_MAX} tegn, og teksten har {len(why)}."
        )
        return _form(written, why, full), 422
    return _take_back(written, why)


def _take_back(written: Written, why: str) -> ResponseReturnValue:
    def once(stands: Standing) -> Sequence[Content] | Refusal:
        known = stands.find(written.line.seq)
        if known is None or known.taken_back is not None:
            return Refusal("Det er allerede taget tilbage.")
        if isinstance(written.line.content, Card) and written.line.content.end:
            return Refusal("Giv kortet igen under »Kort« i stedet.")
        about = stands.log.entry(written.line.seq)
        now = instant(moment().wall_ns)
        return [Void(about=about, by=g.staff, at=now, why=why)]

    try:
        done = page().books.write(act(), moment(), once)
    except JournalUnavailable:
        return _form(written, why, trouble=NOT_WRITTEN), 503
    say(done.sentence if isinstance(done, Refusal) else "Det er taget tilbage.")
    return redirect(url_for("board.show"), 303)


def _is_mine(written: Written) -> bool:
    return bool(getattr(written.line.content, "by", None) == g.staff)


def _may_take_back(written: Written) -> bool:
    return may_mend(getattr(written.line.content, "by", None), written.line.at)


def _find(seq: int) -> Written:
    found = page().books.stands(moment()).find(seq)
    if found is None:
        abort(404)
    return found


def _form(
    written: Written, why: str, problem: str | None = None, trouble: str | None = None
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
        "names": {person.id: person.name for person in page().books.roster().people},
        "reasons": REASON,
        "today": asked().today,
    }
