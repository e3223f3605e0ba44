"""What the door says of a network that is not there."""

from pathlib import Path

from firmware.signals import StaffStatus
from kiosk.journal.contents import GENESIS
from tests.builders import A_UID
from tests.kiosk.terminals import TWO_PEOPLE, Terminal, make_terminal


def offline_terminal(folder: Path) -> Terminal:
    """A terminal that has a central, and has never heard of it."""
    terminal = make_terminal(folder, roster=TWO_PEOPLE, has_central=True)
    terminal.run(6)
    return terminal


def receipt_comes(terminal: Terminal) -> None:
    """Let central's word be kept, now."""
    now = terminal.clock.now().wall_ns
    terminal.journal.store_receipt(
        through_seq=0, hash=GENESIS, incarnation=bytes(16), raw=b"", moment_ns=now
    )


def test_offline_is_the_age_of_the_latest_receipt(tmp_path: Path) -> None:
    """Central's word of a quarter of an hour ago is the last one that counts."""
    terminal = offline_terminal(tmp_path)
    receipt_comes(terminal)
    terminal.run(6)
    terminal.run(900)

    expected = [StaffStatus.OFFLINE, StaffStatus.WELL, StaffStatus.OFFLINE]
    assert terminal.lamps.staff == expected
    assert terminal.tap(A_UID)[0].text == (
        "Du er registreret kl. 08.15. Vi sender det videre, når nettet virker."
    )
    terminal.journal.close()


def test_a_receipt_counts_for_the_very_next_card(tmp_path: Path) -> None:
    """Nobody is told to wait for a network that is there."""
    terminal = offline_terminal(tmp_path)
    receipt_comes(terminal)

    assert terminal.tap(A_UID)[0].text == "Velkommen. Du er registreret kl. 08.00."
    terminal.journal.close()
