"""The group of each kind of prompt, and what to do next. Names: `kiosk.look.words`."""

from collections.abc import Mapping
from dataclasses import dataclass

from server_sync.central.rules.prompt import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptWord:
    """A kind of prompt on screen: its group on the list, and what to do next."""

    group: str
    next: str


TODAY = "Spørg efter"
TALK = "Tag en snak"
PLAN = "Planlæg"
GLAD = "Godt nyt"
GROUPS = (TODAY, TALK, PLAN, GLAD)

PROMPTS: Mapping[Key, PromptWord] = {
    Key.MISSING_REGISTRATION: PromptWord(
        group=TODAY,
        next="Ring, eller spørg på stedet, om alt er vel. Kortet kan være glemt, og "
        "læseren kan have svigtet.",
    ),
    Key.UNKNOWN_CARD: PromptWord(
        group=TODAY,
        next="Spørg på stedet, hvem der kom med et kort, vi ikke kender, og få kortet "
        "knyttet til borgeren. Indtil da står dagen som ukendt.",
    ),
    Key.NO_DATA: PromptWord(
        group=TODAY,
        next="Læseren gav ikke sikre oplysninger den dag. Spørg stedet, hvem der var "
        "der, og få det skrevet ind. Borgerne skal ikke gøre noget.",
    ),
    Key.REPEATED_NO_SHOW: PromptWord(
        group=TALK,
        next="Tag personlig kontakt: Spørg, hvordan det går, og hvad der står i vejen. "
        "Notér, hvad borgeren siger.",
    ),
    Key.NO_SHOW: PromptWord(
        group=TALK,
        next="Har nogen hørt fra borgeren? Er noteringen forkert, kan den tages "
        "tilbage på dagens side.",
    ),
    Key.NEVER_ATTENDED: PromptWord(
        group=TALK,
        next="Overvej, om tilbuddet passer. Fik borgeren brevet og et kort, og har vi "
        "den rigtige adresse?",
    ),
    Key.OFTEN_LATE: PromptWord(
        group=TALK,
        next="Spørg til vejen hertil: bus, børn, helbred. Måske passer en anden "
        "mødetid bedre.",
    ),
    Key.CARD_PROBLEM: PromptWord(
        group=TALK,
        next="Fremmødet er skrevet ind i hånden flere gange. Giv borgeren et nyt kort.",
    ),
    Key.COURSE_ENDING: PromptWord(
        group=PLAN,
        next="Tal med borgeren om, hvad der skal ske bagefter, så der ikke bliver et "
        "hul imellem.",
    ),
    Key.FIRST_DAY: PromptWord(
        group=PLAN,
        next="Tag godt imod. Kort, sprog og information skal på plads i dag.",
    ),
    Key.OVER_CAPACITY: PromptWord(
        group=PLAN,
        next="Der er planlagt flere, end der er plads til på én gang. Tal med stedet "
        "om at fordele dagene.",
    ),
    Key.MANY_UNCLARIFIED: PromptWord(
        group=PLAN,
        next="Aftal med stedet, hvordan dagene kan blive afklaret, og se efter, om "
        "læseren virker.",
    ),
    Key.GOOD_STREAK: PromptWord(
        group=GLAD,
        next="Sig det højt til borgeren: Det er godt gået.",
    ),
}

EVENTS: Mapping[str, str] = {
    "raised": "Kom på listen",
    "withdrawn": "Faldt væk af sig selv",
    "handled": "Håndteret",
    "reopened": "Kom på listen igen",
    "shown": "Vist",
}

TIME_PASSED = "tiden gik"
SOMETHING = "nye oplysninger kom"
