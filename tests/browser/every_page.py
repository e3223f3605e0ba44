"""Every page there is, and an address under which it can be looked at.

A page that is added belongs in here: a test holds both lists against the apps' own.
"""

from collections.abc import Collection

from flask import Flask

from tests.server_sync.central.web.broken import CHAIN, DEVICE, EVENTS

PERSON = "anna-holm"
WORKSHOP = {
    "access.login": "/login",
    "board.show": "/",
    "board.wall": "/tavle",
    "clarify.came": f"/kom?person={PERSON}",
    "clarify.told": f"/meldt?person={PERSON}",
    "clarify.no_show": f"/ikke-moedt?person={PERSON}",
    "display.door": "/display",
    "handing.people": "/kort",
    "handing.wait": f"/kort/ny/{PERSON}",
    "evacuation.show": "/evakuering",
    "lists.from_paper": "/papirliste/skriv",
    "lists.paper": "/papirliste",
    "mend.list_written": "/skrevet",
    "mend.show": "/ret/3",
    "newcomers.wait": "/kort/midlertidigt",
    "newcomers.name": "/kort/midlertidigt/2",
    "unknown.show": "/kort/2",
    "week.show": "/uge?hold=Grønt+hold",
    "week.one": f"/uge/{PERSON}",
    "welcome.leaflet": "/folder",
    "welcome.show": f"/velkommen/{PERSON}",
}
WORKSHOP_PARTS = {
    *("static", "look.static", "board.live", "board.events", "board.health"),
    *("display.events", "handing.waiting", "newcomers.waiting"),
}
# {notice} and {card} stand for the keys of what the town's staff wrote.
CENTRAL = {
    "access.login": "/login",
    "pages.prompt_list": "/",
    "pages.prompt": "/prompts/1",
    "pages.people": "/people",
    "pages.person": "/people/anna",
    "pages.figures": "/people/anna/figures",
    "pages.seen": "/people/anna/seen",
    "pages.notice": "/people/anna/notice",
    "pages.arrival": "/people/anna/arrival",
    "pages.cards": "/people/anna/cards",
    "pages.end_card": "/people/anna/cards/end?about={card}",
    "pages.day": "/people/anna/days/2026-03-16",
    "pages.delay": "/people/anna/days/2026-03-16/delay",
    "pages.no_show": "/people/anna/days/2026-03-19/no-show",
    "pages.take_back": "/people/anna/days/2026-03-20/take-back?about={notice}",
    "pages.newcomers": "/newcomers",
    "pages.newcomer": "/newcomers/{newcomer}",
    "pages.overview": "/overview",
    "pages.terminals": "/terminals",
    "pages.add_terminal": "/new-terminal",
    "pages.terminal": f"/terminals/{DEVICE}",
    "pages.new_code": f"/terminals/{DEVICE}/code",
    "pages.approve": "/terminals/nordby-T2/approve",
    "pages.revoke": f"/terminals/{DEVICE}/revoke",
    "pages.quarantined_entry": f"{EVENTS}/8",
    "pages.gap": f"/terminals/{DEVICE}/gaps/{CHAIN}/5/7",
    "pages.unknown_tap": f"/taps/{DEVICE}/{CHAIN}/4",
}
# Shown to who leads the team, and to nobody else.
OF_TEAM_LEADERS = {"pages.support": "/people/anna/support"}
CENTRAL_PARTS = {
    *("pages.static", "look.static", "health", "_metrics"),
    *("devices.roster", "devices.release"),
}


def shown_by(app: Flask, *, parts: Collection[str]) -> set[str]:
    """Name all that the app shows at an address, without what is no page."""
    rules = app.url_map.iter_rules()
    shown = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    return shown - set(parts)
