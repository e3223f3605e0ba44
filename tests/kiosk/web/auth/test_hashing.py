"""PINs and passwords are stored as hashes that cannot be turned back."""

from typing import Literal

import argon2
import pytest

from kiosk.web.auth import hashing
from kiosk.web.auth.hashing import NOBODY, hash_secret, is_right


def test_only_the_right_password_fits() -> None:
    """A password fits its own hash and no other's."""
    stored = hash_secret("blåbær")

    assert is_right("blåbær", stored)
    assert not is_right("blåbær ", stored)
    assert not is_right("", stored)


def test_nobody_has_a_password_that_fits() -> None:
    """Where there is no hash, nothing fits, not even what the stand-in was made of."""
    assert not is_right("", None)
    assert not is_right("nobody", None)


@pytest.mark.parametrize(
    "stored", ["blåbær", "-", "", "$argon2id$v=19$broken", "$argon2x$v=19"]
)
def test_a_damaged_hash_lets_nobody_in(stored: str) -> None:
    """A value that is not an argon2 hash is refused, and is not a fault."""
    assert not is_right("blåbær", stored)


@pytest.mark.parametrize("stored", [None, "-"])
def test_who_has_no_hash_is_checked_all_the_same(
    stored: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that came at once would tell that nobody has this name."""
    checked: list[str] = []

    class Watching(argon2.PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            checked.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(hashing, "HASHER", Watching())

    assert not is_right("blåbær", stored)
    assert checked == [NOBODY]


def test_nobody_takes_as_long_as_somebody() -> None:
    """The stand-in costs the same, so that time does not tell which names exist."""
    somebody = argon2.extract_parameters(hash_secret("x"))
    nobody = argon2.extract_parameters(NOBODY)

    assert (nobody.time_cost, nobody.memory_cost, nobody.parallelism) == (
        somebody.time_cost,
        somebody.memory_cost,
        somebody.parallelism,
    )


def test_what_the_stand_in_was_made_of_lets_nobody_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also somebody who found it out has no login by it."""
    monkeypatch.setattr(hashing, "NOBODY", hash_secret("found out"))

    assert not is_right("found out", None)
    assert not is_right("found out", "-")
