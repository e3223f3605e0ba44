"""The sentences of the page at the door, where they are not in a template."""

from kiosk.journal.contents import Reason

# One key for each answer; they act on the person who has the focus, and nowhere else.
KEYS = {
    Reason.ILL: "S",
    Reason.CHILD_ILL: "B",
    Reason.JOB_INTERVIEW: "J",
    Reason.AUTHORITY_MEETING: "M",
    Reason.DOCTOR: "L",
    Reason.LANGUAGE_SCHOOL: "P",
    Reason.HOLIDAY: "F",
    Reason.AGREED: "T",
}
READ_IT = "Sæt et flueben her, når du har læst det, der står øverst."
WHY_BY_HAND = (
    "Glemte kortet",
    "Kortet virkede ikke",
    "Læseren virkede ikke",
    "Skrevet ind fra papirlisten",
    "Mødte et andet sted",
    "Har ikke fået kort endnu",
)
NOT_WRITTEN = (
    "Det blev ikke gemt: terminalen kan ikke skrive lige nu (lageret er måske fuldt). "
    "Det, du skrev, står her stadig. Skriv det også på papirlisten, og prøv igen om "
    "lidt. Bliver det ved, så ring til den, der passer terminalen."
)
TAKEN_BACK_AT_ONCE = "Fortrudt med det samme"
ALREADY = "Det er allerede skrevet, så der blev ikke skrevet noget nyt."
WAIT = (
    "Vent {seconds} sekunder, og prøv så igen. Kun dette navn på denne maskine venter;"
    " alle andre kan logge ind."
)
WRONG_PIN = "Navn og PIN passer ikke sammen. Prøv igen."
NOT_KNOWN_THERE = "Navn og adgangskode passer ikke sammen hos central. Prøv igen."
OUT_OF_REACH_SO_PIN = "Central kan ikke nås lige nu. Log ind med din PIN i stedet."
NOT_HERE_YET = (
    "Central kender dig, men du står ikke på terminalens liste endnu. Prøv igen om et"
    " minut."
)
NO_STAFF = (
    "Terminalen har ikke fået sin liste fra central endnu, så ingen kan logge ind."
    " Kort ved døren bliver registreret alligevel."
)
TOO_OLD = "Siden var for gammel. Skriv din kode igen."
CANNOT_READ = (
    "Terminalens journal kan ikke læses lige nu. Kort, der holdes til læseren, kan"
    " stadig være registreret. Brug papirlisten, og prøv igen om lidt. Bliver det ved,"
    " så ring til den, der passer terminalen."
)
NOT_SHOWN = (
    "Terminalen kan ikke skrive lige nu (lageret er måske fuldt). Hvem der ser en"
    " borgers side, skal kunne skrives ned, så den vises ikke. Alt andet kan ses."
    " Skriv på papirlisten imens."
)
FAULTS = {
    400: "Siden var for gammel til at blive sendt. Det, du skrev, er gemt: "
    "gå tilbage, se efter, og tryk igen.",
    403: "Det kom fra en anden side end denne, så der blev ikke skrevet noget.",
    404: "Den side findes ikke. Måske er det, du leder efter, allerede afklaret.",
    405: "Sådan kan siden ikke bruges. Gå tilbage til morgenmødet.",
    413: "Det var for meget tekst på én gang. Gør den kortere, og prøv igen.",
    500: "Noget gik galt på siden. Terminalen ved døren virker for sig selv. "
    "Prøv igen, og ring til den, der passer terminalen, hvis det bliver ved.",
    503: "Der er for mange skærme på siden lige nu. Den opdateres hvert minut.",
}
