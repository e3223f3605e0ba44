"""Passwords are kept as hashes that cannot be turned back."""

import argon2

from server_sync.central.accounts import passwords


def test_only_the_right_password_fits() -> None:
    """A password fits its own hash and no other's."""
    kept = passwords.make("blåbær")

    assert passwords.fits("blåbær", kept)
    assert not passwords.fits("blåbær ", kept)
    assert not passwords.fits("", kept)


def test_nobody_has_a_password_that_fits() -> None:
    """Where there is no hash, nothing fits, not even what the stand-in was made of."""
    assert not passwords.fits("", None)
    assert not passwords.fits("nobody", None)


def test_a_damaged_hash_lets_nobody_in() -> None:
    """What is no argon2 hash is a refusal and not a fault."""
    assert not passwords.fits("blåbær", "blåbær")


def test_nobody_takes_as_long_as_somebody() -> None:
    """The stand-in costs the same, so that time does not tell which names exist."""
    somebody = argon2.extract_parameters(passwords.make("x"))
    nobody = argon2.extract_parameters(passwords.NOBODY)

    assert (nobody.time_cost, nobody.memory_cost, nobody.parallelism) == (
        somebody.time_cost,
        somebody.memory_cost,
        somebody.parallelism,
    )
