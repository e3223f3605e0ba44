"""What a terminal takes, what it refuses, and that it is never left without."""

import io
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from firmware.clock import ManualClock
from server_sync.errors import BadRelease, NothingNewer, UpdateRefused
from server_sync.update.manifest import Installed, Manifest
from server_sync.update.slots import CURRENT, TRUSTED, Slots
from server_sync.update.trial import watch
from server_sync.update.unpack import Build, go_back, take
from tests.server_sync.update.releases import (
    PUBLIC,
    FakeUnits,
    fake_build,
    laid,
    make_installed,
    make_release,
    make_slots,
    runs,
    waiting,
)


@pytest.fixture
def slots(tmp_path: Path) -> Slots:
    """Stand at 0.1.0, as the installer left it."""
    (tmp_path / "opt").mkdir()
    return make_slots(tmp_path / "opt")


def taken(slots: Slots, raw: bytes, build: Build = fake_build) -> Manifest:
    """Take a release."""
    return take(io.BytesIO(raw), slots=slots, public=PUBLIC, build=build)


def settled(slots: Slots, **seconds: float | None) -> FakeUnits:
    """Watch what is on trial until that is over."""
    clock = ManualClock(wall_ns=10**18)
    units = FakeUnits(slots, clock, {"0.1.0": 1, "0.2.0": 1, **seconds})
    watch(slots, units, clock=clock, wait=waiting(clock))
    return units


def refused(slots: Slots, raw: bytes, build: Build = fake_build) -> str:
    """Try to take a release; say why not, and see that nothing moved."""
    before = slots.running, slots.trusted, runs(slots)
    with pytest.raises((UpdateRefused, BadRelease)) as refusal:
        taken(slots, raw, build)
    assert (slots.running, slots.trusted, runs(slots)) == before
    assert not slots.incoming.exists()
    return str(refusal.value)


def test_a_release_goes_beside_the_one_that_runs(slots: Slots, tmp_path: Path) -> None:
    """It is on trial then, and the old one is where it was."""
    taken(slots, make_release(tmp_path))

    assert runs(slots) == "0.2.0"
    assert slots.on_trial
    assert slots.installed(slots.trusted) == make_installed("0.1.0")
    assert slots.installed(slots.running) == make_installed("0.2.0")
    assert not slots.incoming.exists()


def test_what_is_ready_is_trusted(slots: Slots, tmp_path: Path) -> None:
    """And it can be replaced in its turn, into the slot that was left."""
    taken(slots, make_release(tmp_path))
    assert settled(slots).started == ["0.2.0"]
    assert not slots.on_trial

    taken(slots, make_release(tmp_path, "0.3.0"))
    settled(slots, **{"0.3.0": 59})
    assert (runs(slots), slots.on_trial) == ("0.3.0", False)


@pytest.mark.parametrize("seconds", [None, 61])
def test_what_is_not_ready_within_a_minute_is_taken_back(
    slots: Slots, tmp_path: Path, seconds: float | None
) -> None:
    """By itself, and the old version runs as before."""
    taken(slots, make_release(tmp_path))
    units = settled(slots, **{"0.2.0": seconds})

    assert units.started == ["0.2.0", "0.1.0"]
    assert (runs(slots), slots.on_trial) == ("0.1.0", False)
    with pytest.raises(UpdateRefused, match="no release before"):
        go_back(slots)


@pytest.mark.parametrize(
    ("deaf", "stays"),
    [(("0.2.0",), "0.1.0"), (("0.1.0", "0.2.0"), "0.2.0"), (("0.1.0",), "0.2.0")],
)
def test_a_version_that_made_the_reader_deaf_is_taken_back(
    slots: Slots, tmp_path: Path, deaf: tuple[str, ...], stays: str
) -> None:
    """One that was unplugged before is no reason: the old version is deaf, too."""
    taken(slots, make_release(tmp_path))
    clock = ManualClock(wall_ns=10**18)
    units = FakeUnits(slots, clock, {"0.1.0": 1, "0.2.0": 1}, deaf)
    watch(slots, units, clock=clock, wait=waiting(clock))

    assert (runs(slots), slots.on_trial) == (stays, False)


def test_ready_and_gone_again_is_not_ready(slots: Slots, tmp_path: Path) -> None:
    """A process that falls over and over was ready each time."""
    taken(slots, make_release(tmp_path))
    clock = ManualClock(wall_ns=10**18)
    units = FakeUnits(slots, clock, {"0.1.0": 1, "0.2.0": 1})

    def fall() -> None:
        fallen = units.clock.now().boot_ns // (5 * 10**9)
        if units.started[-1] == "0.2.0":
            units.pid = fallen

    units.tampered = fall
    good = watch(slots, units, clock=clock, wait=waiting(clock))

    assert not good
    assert runs(slots) == "0.1.0"


def test_units_come_and_go_with_their_version(slots: Slots, tmp_path: Path) -> None:
    """Those of the new one before it starts, those of the old one to take it back."""
    taken(slots, make_release(tmp_path))
    settled(slots, **{"0.2.0": None})
    assert (runs(slots), laid(slots)) == ("0.1.0", "0.1.0")

    taken(slots, make_release(tmp_path))
    settled(slots)
    assert (runs(slots), laid(slots)) == ("0.2.0", "0.2.0")


def test_a_version_whose_units_cannot_be_laid_out_is_never_started(
    slots: Slots, tmp_path: Path
) -> None:
    """The old one goes on with its own."""
    taken(slots, make_release(tmp_path))
    clock = ManualClock(wall_ns=10**18)
    units = FakeUnits(slots, clock, {"0.1.0": 1}, unlayable=("0.2.0",))

    assert not watch(slots, units, clock=clock, wait=waiting(clock))
    assert units.started == ["0.1.0"]
    assert (runs(slots), laid(slots)) == ("0.1.0", "0.1.0")


def test_what_was_taken_back_is_not_tried_again_by_night(
    slots: Slots, tmp_path: Path
) -> None:
    """No dark door every night for the same reason; by hand, and the next one, yes."""
    raw = make_release(tmp_path)
    taken(slots, raw)
    settled(slots, **{"0.2.0": None})

    with pytest.raises(NothingNewer, match="tried and taken back"):
        take(io.BytesIO(raw), slots=slots, public=PUBLIC, build=fake_build, again=False)
    assert not slots.on_trial
    newer = make_release(tmp_path, "0.3.0")
    take(io.BytesIO(newer), slots=slots, public=PUBLIC, build=fake_build, again=False)
    settled(slots, **{"0.3.0": None})
    assert taken(slots, raw).version == "0.2.0"


def test_nothing_on_trial_is_nothing_to_do(slots: Slots) -> None:
    """At an ordinary start no process is touched."""
    assert settled(slots).started == []


def test_the_way_back_is_tried_too(slots: Slots, tmp_path: Path) -> None:
    """To go back is another trial, and may fail like one."""
    taken(slots, make_release(tmp_path))
    settled(slots)
    assert go_back(slots).version == "0.1.0"
    settled(slots, **{"0.1.0": None})
    assert runs(slots) == "0.2.0"

    taken(slots, make_release(tmp_path, "0.3.0"))
    settled(slots, **{"0.3.0": 1})
    go_back(slots)
    settled(slots)
    assert (runs(slots), slots.on_trial) == ("0.2.0", False)


@pytest.mark.parametrize(
    ("version", "said", "why"),
    [
        ("0.1.0", {}, "what runs already"),
        ("0.0.9", {}, "older than 0.1.0"),
        ("0.1.0rc1", {}, "older than 0.1.0"),
        ("0.3.0", {"from_version": "0.2.0"}, "install 0.2.0 first"),
        ("0.2.0", {"layout": 2, "layout_read": 2}, "no way back"),
    ],
)
def test_a_release_that_does_not_follow_is_refused(
    slots: Slots, tmp_path: Path, version: str, said: dict[str, object], why: str
) -> None:
    """With a sentence that says what to do, and nothing is moved."""
    assert why in refused(slots, make_release(tmp_path, version, **said))
    assert not slots.spare.exists()


def test_there_is_no_way_back_past_what_the_journal_became(
    slots: Slots, tmp_path: Path
) -> None:
    """A release that could not read the journal any more is never started on it."""
    slots.seal(slots.running, make_installed("0.1.0", layout=1, layout_read=2))
    taken(slots, make_release(tmp_path, layout=2, layout_read=2))
    settled(slots)
    slots.seal(slots.spare, make_installed("0.1.0", layout=1, layout_read=1))

    with pytest.raises(UpdateRefused, match="cannot read the journal any more"):
        go_back(slots)
    assert runs(slots) == "0.2.0"


def test_a_trial_is_waited_for(slots: Slots, tmp_path: Path) -> None:
    """No update follows one that nobody has judged yet."""
    taken(slots, make_release(tmp_path))

    assert "still on trial" in refused(slots, make_release(tmp_path, "0.3.0"))


def test_two_updates_at_once_are_one(slots: Slots) -> None:
    """The second is told to wait."""
    with (
        slots.alone(),
        pytest.raises(UpdateRefused, match="another update"),
        slots.alone(),
    ):
        pytest.fail("both were let in")


def test_a_file_that_is_not_whole_leaves_the_way_back(
    slots: Slots, tmp_path: Path
) -> None:
    """The slot beside is emptied only once all of the new release is here."""
    taken(slots, make_release(tmp_path))
    settled(slots)
    raw = make_release(tmp_path, "0.3.0")

    assert refused(slots, raw[:-15000])
    assert go_back(slots).version == "0.1.0"


def test_a_full_disk_is_said(slots: Slots, tmp_path: Path) -> None:
    """In whatever step it is met; what runs goes on running."""

    def build(_release: Installed, _wheels: Path, slot: Path) -> None:
        slot.mkdir()
        raise OSError(28, "No space left on device")

    assert "the disk is full" in refused(slots, make_release(tmp_path), build)
    assert slots.installed(slots.spare) is None


def test_room_is_asked_for_before_anything_is_copied(
    slots: Slots, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that is nearly full is not filled up."""
    usage = namedtuple("usage", "free")  # noqa: PYI024 - as shutil gives it
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(free=100))

    assert "0 are free" in refused(slots, make_release(tmp_path))
    assert not slots.spare.exists()


def test_what_cannot_be_installed_is_not_started(slots: Slots, tmp_path: Path) -> None:
    """A release for another machine: half a slot is never taken for a whole one."""

    def build(_release: Installed, _wheels: Path, slot: Path) -> None:
        slot.mkdir()
        raise UpdateRefused("no wheel fits")

    assert "no wheel fits" in refused(slots, make_release(tmp_path), build)
    assert taken(slots, make_release(tmp_path)).version == "0.2.0"


def test_only_what_the_installer_laid_out_is_updated(tmp_path: Path) -> None:
    """Elsewhere the command says so, and touches nothing."""
    slots = Slots(root=tmp_path)
    with pytest.raises(UpdateRefused, match="make install-kiosk"):
        taken(slots, b"")
    (tmp_path / CURRENT).symlink_to("elsewhere")
    (tmp_path / TRUSTED).symlink_to("elsewhere")
    with pytest.raises(UpdateRefused, match="no slot"):
        taken(slots, b"")
