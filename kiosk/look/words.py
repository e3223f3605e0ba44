"""The Danish words for what docs/rules.md names, on both machines and in exports.

The keys are the rules' own strings. Nothing of central is imported here.
"""

from collections.abc import Mapping

NOT_DECISIONS = "Registreringer, ikke afgørelser."
WITHHELD = "Oplyst til værkstedet"

STATUS: Mapping[str, str] = {
    "on_time": "Mødt til tiden",
    "late": "Mødt – efter mødetid",
    "attended": "Mødt – tidspunkt usikkert",
    "notified": "Meldt fravær",
    "no_show": "Ikke mødt – ingen besked fundet",
    "pending": "Afventer",
    "unknown": "Ukendt (ingen data)",
    "unclarified": "Ikke registreret – afklar",
}
"""A session's status, section 4."""

CAUSE: Mapping[str, str] = {
    "not_told": "Mødetiden var ikke oplyst til borgeren i tide",
    "coverage": "Læseren lyttede ikke hele tiden, eller dens log er ikke nået frem",
    "clock": "Læserens ur var ikke sikkert",
    "unknown_card": "Et ukendt kort, som ingen har afklaret",
    "quarantine": "En hændelse fra læseren kunne ikke bruges",
}
"""Why a session is unknown, section 4."""

PROMPT: Mapping[str, str] = {
    "missing_registration": "Ikke registreret endnu",
    "no_show": "Noteret ikke mødt",
    "repeated_no_show": "Ikke set flere dage – tag kontakt",
    "often_late": "Ofte efter mødetid",
    "never_attended": "Endnu ikke registreret mødt",
    "course_ending": "Forløbet slutter snart",
    "no_data": "Ingen data",
    "unknown_card": "Hvem var det?",
    "card_problem": "Kortproblem",
    "good_streak": "Flot række",
    "first_day": "Første mødedag i dag",
    "over_capacity": "Flere end pladser",
    "many_unclarified": "Mange uafklarede dage",
}
"""What a prompt is called, section 6."""

SOURCE: Mapping[str, str] = {
    "tap": "Kort",
    "code": "Kode",
    "manual": "Skrevet af en medarbejder",
}
"""Where an arrival comes from."""

NOTICE: Mapping[str, str] = {"before": "Før mødetid", "after": "Efter mødetid"}
"""When a notice was given, against the session's start."""

REASON: Mapping[str, str] = {
    "ill": "Syg",
    "child_ill": "Barn sygt",
    "job_interview": "Jobsamtale hos arbejdsgiver",
    "authority_meeting": "Samtale i kommunen",
    "doctor": "Læge eller tandlæge",
    "language_school": "Sprogskole",
    "holiday": "Ferie",
    "agreed": "Aftalt fri",
    "other": "Andet",
}
"""The reason given with a notice. A newer terminal may send one that is not here."""

FACT: Mapping[str, str] = {
    "arrival": "Skrevet som mødt",
    "card": "Kort udleveret",
    "closure": "Lukket eller pause",
    "course": "Forløb",
    "course_end": "Forløb afsluttet",
    "delay": "Forsinkelse noteret",
    "exception": "Ændret mødetid",
    "look": "Siden set på værkstedet",
    "newcomer": "Midlertidigt kort udleveret",
    "no_show": "Noteret ikke mødt",
    "notice": "Meldt fravær",
    "plan": "Mødeplan",
    "resolution": "Ukendt kort afklaret",
    "void": "Taget tilbage",
    "welcome": "Modtaget og oplyst",
}
"""What a kind of fact is called, where a person's facts are listed."""

FACT_CAME: Mapping[str, str] = {
    "tap": "et kort blev læst",
    "check_in": "borgeren brugte sin kode",
    "listening": "læseren fortalte, hvornår den lyttede",
    "heartbeat": "læseren fortalte, hvornår den lyttede",
    "anchor": "læserens ur blev kendt",
    "start": "terminalen startede",
    "stop": "terminalen stoppede",
    "arrival": "en medarbejder skrev, at borgeren kom",
    "notice": "et afbud blev skrevet",
    "no_show": "ikke mødt blev noteret",
    "delay": "en forsinkelse blev noteret",
    "card": "et kort blev knyttet til en borger",
    "resolution": "et ukendt kort blev afklaret",
    "void": "en notering blev taget tilbage",
    "course": "forløbet blev ændret",
    "course_end": "forløbet fik en anden slutdato",
    "plan": "mødeplanen blev ændret",
    "exception": "mødeplanen blev ændret for en dag",
    "looked_at": "en medarbejder så på en hændelse, der ikke kunne bruges",
    "closure": "en lukning eller suspension blev skrevet",
}
"""What happened when a fact of that kind came, and ended or reopened a prompt."""
