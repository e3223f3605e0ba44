"""What the doctor says."""

import re
import string
from pathlib import Path

from kiosk.doctor import words
from kiosk.doctor.check import fail, ok, warn
from kiosk.doctor.words import Words

DANISH, ENGLISH = Words.load("da"), Words.load("en")
SOURCE = Path(words.__file__).parent
FOUND = re.compile(r'\b(?:ok|warn|fail|judge)\(\s*"(\w+)",\s*"(\w+)"')


def gaps(text: str) -> set[str]:
    """Name what is filled into a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_everything_with_the_same_gaps() -> None:
    """A sentence that lacks a number in one language is half a sentence."""
    said = [
        {
            (what, key): gaps(text)
            for what, sentences in language.sentences.items()
            for key, text in sentences.items()
        }
        for language in (DANISH, ENGLISH)
    ]

    assert said[0] == said[1]


def test_whatever_is_found_can_be_said() -> None:
    """Every key in the code has its sentence, and every sentence its key."""
    code = "".join(path.read_text() for path in SOURCE.glob("*.py"))
    used = {(what, key) for what, key in FOUND.findall(code)}

    assert len(used) > 25
    assert {pair for pair in used if pair[1] not in DANISH.sentences[pair[0]]} == set()


def test_a_finding_is_a_sentence_in_either_language() -> None:
    """With its name, its verdict and what to do about it."""
    slow = warn("room", "little", mebibytes=300)

    assert DANISH.verdict(fail("reader", "nothing")) == "fejl"
    assert ENGLISH.verdict(ok("reader", "listens")) == "good"
    assert DANISH.name(slow) == "Plads"
    assert DANISH.sentence(slow).startswith("kun 300 MiB fri.")
    assert ENGLISH.sentence(slow).startswith("only 300 MiB free.")
    assert ENGLISH.conclusion(0) == "All is well."
