"""PINs are kept well, and guessing is slow for the guesser alone."""

import stat
from pathlib import Path
from threading import Thread

import psutil

from kiosk.web.auth.hashing import MEMORY_KIB, hash_secret
from kiosk.web.auth.pins import (
    DELAY_SECONDS_MAX,
    FORGET_AFTER_SECONDS,
    FREE_TRIES,
    PAIRS_MAX,
    LoginThrottle,
    PinCheck,
)
from kiosk.web.auth.session_keys import ENDED_MAX, EndedLogins, secret_key
from tests.kiosk.web.workshop import clock_at

HERE, THERE = "192.168.1.10", "192.168.1.11"


def test_a_pin_is_kept_by_argon2id_of_the_size_a_pi_can_bear() -> None:
    """19 MiB, two rounds, one lane; never twice the same."""
    kept = hash_secret("2468")

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_secret("2468") != kept


def test_only_the_right_pin_is_right() -> None:
    """And for a name that nobody has, none is; not even the empty one."""
    check, kept = PinCheck(), hash_secret("2468")

    assert check.matches(kept, "2468") is True
    assert check.matches(kept, "2469") is False
    assert check.matches(None, "") is False
    assert check.matches("not a hash", "2468") is False


def test_logins_hold_no_memory_for_good() -> None:
    """A check needs 19 MiB while it runs, and in whichever thread leaves none."""
    check, kept = PinCheck(), hash_secret("2468")
    process = psutil.Process()

    def log_in() -> None:
        check.matches(kept, "2468")

    before = process.memory_info().rss
    for _ in range(4):
        threads = [Thread(target=log_in) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert process.memory_info().rss - before < MEMORY_KIB * 1024 // 2


def test_wrong_pins_wait_longer_and_longer() -> None:
    """Three are free, then 2, 4, 8 seconds and so on up to a minute."""
    throttle, clock = LoginThrottle(), clock_at("08.10")
    waits = []
    for _ in range(12):
        wait = throttle.seconds_to_wait("mette", HERE, clock.now())
        if wait:
            waits.append(wait)
            clock.advance(wait)
            assert throttle.seconds_to_wait("mette", HERE, clock.now()) == 0

    assert waits[:3] == [3, 5, 9]
    assert max(waits) == DELAY_SECONDS_MAX + 1


def test_a_guesser_keeps_nobody_else_out() -> None:
    """Not another name here, and not the same name elsewhere."""
    throttle, now = LoginThrottle(), clock_at("08.10").now()
    for _ in range(20):
        throttle.seconds_to_wait("mette", HERE, now)

    assert throttle.seconds_to_wait("mette", HERE, now) > 0
    assert throttle.seconds_to_wait("ole", HERE, now) == 0
    assert throttle.seconds_to_wait("mette", THERE, now) == 0


def test_tries_while_waiting_do_not_lengthen_the_wait() -> None:
    """An impatient finger is not punished."""
    throttle, clock = LoginThrottle(), clock_at("08.10")
    for _ in range(FREE_TRIES):
        throttle.seconds_to_wait("mette", HERE, clock.now())
    waits = [throttle.seconds_to_wait("mette", HERE, clock.now()) for _ in range(10)]

    assert waits == [3] * 10


def test_a_right_pin_makes_all_well() -> None:
    """So does a quarter of an hour."""
    throttle, clock = LoginThrottle(), clock_at("08.10")
    for _ in range(5):
        throttle.seconds_to_wait("mette", HERE, clock.now())
        throttle.seconds_to_wait("ole", HERE, clock.now())
    throttle.succeeded("mette", HERE)
    well = throttle.seconds_to_wait("mette", HERE, clock.now())
    clock.advance(FORGET_AFTER_SECONDS + 1)

    assert (well, throttle.seconds_to_wait("ole", HERE, clock.now())) == (0, 0)


def test_a_thousand_names_fill_no_memory() -> None:
    """Whoever invents names fills a bounded list."""
    throttle, now = LoginThrottle(), clock_at("08.10").now()
    for number in range(PAIRS_MAX + 50):
        for _ in range(FREE_TRIES):
            throttle.seconds_to_wait(f"name {number}", HERE, now)

    assert throttle.seconds_to_wait("name 50", HERE, now) > 0
    assert throttle.seconds_to_wait("name 49", HERE, now) == 0


def test_the_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    """It outlives a restart, and nobody else may read it."""
    path = tmp_path / "kiosk" / "page.key"
    made = secret_key(path)

    assert len(made) == 32
    assert secret_key(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_cut_short_by_a_power_cut_is_made_anew(tmp_path: Path) -> None:
    """An empty key would sign anything."""
    path = tmp_path / "page.key"
    path.write_bytes(b"")

    assert len(secret_key(path)) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_ended_login_stays_ended_after_a_restart(tmp_path: Path) -> None:
    """Others go on."""
    path = tmp_path / "page.ended"
    EndedLogins(path).add("a")

    after = EndedLogins(path)

    assert ("a" in after, "b" in after) == (True, False)


def test_the_list_of_ended_logins_is_bounded(tmp_path: Path) -> None:
    """The oldest, whose cookies have long run out, are forgotten."""
    path = tmp_path / "page.ended"
    path.write_text("\n".join(str(number) for number in range(ENDED_MAX)))
    ended = EndedLogins(path)
    ended.add("last")

    assert ("0" in ended, "1" in ended, "last" in ended) == (False, True, True)


def test_a_full_disk_ends_the_login_all_the_same(tmp_path: Path) -> None:
    """Until the next restart, which is all that can be promised."""
    ended = EndedLogins(tmp_path / "no" / "such" / "folder" / "page.ended")
    ended.add("a")

    assert "a" in ended
