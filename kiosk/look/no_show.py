"""What was looked into before a no-show is written: the same at door and central."""

from collections.abc import Mapping

from kiosk.look.form import Form

LOOKED_INTO: Mapping[str, str] = {
    "called": "Ringet",
    "wrote": "Skrevet",
    "asked": "Spurgt på stedet",
}
"""The boxes of the form, and what is kept of each that was ticked."""

NOT_REACHED = "Ikke truffet"
WORDS_CHARACTERS_MAX = 500


def read_looked_into(form: Form) -> str:
    """Read what was done to ask the citizen, and what was answered, as one text.

    At least one of the boxes is needed, and the citizen's words or that they were not
    reached; `form.wrong` has a sentence for what is missing.

    >>> read_looked_into(Form({"called": "yes", "not_reached": "yes"}))
    'Ringet. Ikke truffet.'
    """
    done = [text for name, text in LOOKED_INTO.items() if form.typed(name)]
    words = form.optional("why", characters=WORDS_CHARACTERS_MAX)
    not_reached = bool(form.typed("not_reached"))
    if not done:
        form.wrong["called"] = "Sæt kryds ved det, du har gjort for at spørge borgeren."
    if not words and not not_reached:
        form.wrong.setdefault(
            "why", "Skriv, hvad borgeren sagde, eller sæt kryds ved »Ikke truffet«."
        )
    answer = [NOT_REACHED] if not_reached else []
    answer += [f"Svar: {words.rstrip('.')}"] if words else []
    return f"{'. '.join([', '.join(done).capitalize(), *answer])}."
