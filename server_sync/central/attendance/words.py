"""The Danish words for what docs/rules.md names, on pages and in spreadsheets alike."""

from collections.abc import Mapping

from server_sync.central.rules.status import Cause, Source, Status, Told

NOT_DECISIONS = "Registreringer, ikke afgørelser."
WITHHELD = "Oplyst til værkstedet"

STATUS: Mapping[Status, str] = {
    Status.ON_TIME: "Mødt til tiden",
    Status.LATE: "Mødt – efter mødetid",
    Status.ATTENDED: "Mødt – tidspunkt usikkert",
    Status.NOTIFIED: "Meldt fravær",
    Status.NO_SHOW: "Udeblevet – ingen besked",
    Status.PENDING: "Afventer",
    Status.UNKNOWN: "Ukendt (ingen data)",
    Status.UNCLARIFIED: "Ikke registreret – afklar",
}

CAUSE: Mapping[Cause, str] = {
    Cause.COVERAGE: "Læseren lyttede ikke hele tiden, eller dens log er ikke nået frem",
    Cause.CLOCK: "Læserens ur var ikke sikkert",
    Cause.UNKNOWN_CARD: "Et ukendt kort, som ingen har afklaret",
    Cause.QUARANTINE: "En hændelse fra læseren kunne ikke bruges",
}

SOURCE: Mapping[Source, str] = {
    Source.TAP: "Kort",
    Source.MANUAL: "Skrevet af en medarbejder",
}

NOTICE: Mapping[Told, str] = {Told.BEFORE: "Før mødetid", Told.AFTER: "Efter mødetid"}

# Free text as a key too: what a terminal newer than this central tells stays readable.
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
