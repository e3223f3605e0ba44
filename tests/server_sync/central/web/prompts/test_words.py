"""Every prompt is named, and answered with something kind to do."""

import re

from kiosk.look import words
from server_sync.central.rules.prompt import Key
from server_sync.central.web.prompts.words import GROUPS, PROMPTS

ON_SCREEN = {
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


def test_each_prompt_has_the_words_of_the_rules() -> None:
    """The thirteen are called what the rules call them, and each has its group."""
    assert words.PROMPT == ON_SCREEN
    assert set(PROMPTS) == set(Key)
    assert {word.group for word in PROMPTS.values()} == set(GROUPS)


def test_no_prompt_speaks_of_consequences_or_percentages() -> None:
    """A prompt asks somebody to look; it neither judges nor counts."""
    harsh = re.compile(
        r"sanktion|fradrag|afgørelse|procent|%|straf|fravær\b", re.IGNORECASE
    )

    assert [word.next for word in PROMPTS.values() if harsh.search(word.next)] == []
