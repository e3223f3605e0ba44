"""The commands of an update, each in one line a person can act on."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from firmware.moment import ClockState
from kiosk.host.counters import Counters, CountersFile
from kiosk.settings import KioskSettings
from server_sync.cli import moedt
from server_sync.errors import UpdateRefused
from server_sync.update import archive
from server_sync.update.cli import why_not_tonight
from server_sync.update.slots import CURRENT
from server_sync.update.systemd import LAYING, SOCKET, UNITS, Systemd
from tests.builders import make_moment
from tests.server_sync.update.releases import (
    PUBLIC,
    make_installed,
    make_release,
    make_slots,
    make_wheel,
    runs,
)

NOWHERE = Path("/nowhere")


def run(*words: str | Path) -> tuple[int, str]:
    """Run a command; give its status and all that it said."""
    done = CliRunner().invoke(moedt, [str(word) for word in words])
    return done.exit_code, done.output


def update(tmp_path: Path, *words: str | Path) -> tuple[int, str]:
    """Run `moedt update` on a machine that stands at 0.1.0."""
    settings = tmp_path / "kiosk.toml"
    if not settings.exists():
        settings.write_text(f'device = "door-1"\nrelease_key = "{PUBLIC.hex()}"\n')
    return run("update", *words, "--settings", settings, "--root", tmp_path / "opt")


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Lay out the machine, and a release on a stick."""
    (tmp_path / "opt").mkdir()
    make_slots(tmp_path / "opt")
    file = tmp_path / "moedt.release"
    file.write_bytes(make_release(tmp_path))
    return file


def test_what_runs_is_said(release: Path, tmp_path: Path) -> None:
    """Without being asked for anything else."""
    assert release.exists()
    assert update(tmp_path) == (0, "0.1.0 runs\n")


def test_to_check_is_to_change_nothing(release: Path, tmp_path: Path) -> None:
    """It says whether the file fits, and leaves everything where it is."""
    status, said = update(tmp_path, release, "--check")

    assert (status, said) == (0, "0.2.0 fits, and is signed with the release key\n")
    assert sorted(one.name for one in (tmp_path / "opt").iterdir()) == [
        "a", "current", "trusted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--back",), "no release before this one"),
        (("--from-central",), "central_url is not set"),
        (("--from-central", "--back"), "name a FILE, --from-central or --back"),
    ],
)
def test_what_cannot_be_done_is_said(
    release: Path, tmp_path: Path, words: Sequence[str], why: str
) -> None:
    """And nothing is moved."""
    assert release.exists()
    status, said = update(tmp_path, *words)

    assert status in {1, 2}
    assert why in said
    assert (tmp_path / "opt" / CURRENT).readlink() == Path("a")


def test_without_a_release_key_nothing_is_installed(
    release: Path, tmp_path: Path
) -> None:
    """A terminal that was given no key believes nobody."""
    (tmp_path / "kiosk.toml").write_text('device = "door-1"\n')
    status, said = update(tmp_path, release)

    assert (status, "release_key is not set" in said) == (1, True)


def test_a_release_is_made_once_and_signed(tmp_path: Path) -> None:
    """The key's public half is what the settings are given."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    make_wheel(wheels)
    key, target = tmp_path / "release.key", tmp_path / "moedt.release"
    _, said = run("release", "key", key)
    public = bytes.fromhex(said.split('"')[1])
    made = run(
        "release", "make", wheels, "--key", key, "-o", target, "--from-version", "0.1"
    )
    with target.open("rb") as file:
        found = archive.read_head(file, public)
    make_wheel(wheels, version="0.3.0")
    twice = run("release", "make", wheels, "--key", key, "-o", tmp_path / "other")

    assert made == (0, f"{target}: moedt 0.2.0, 1 packages\n")
    assert (found.version, found.from_version) == ("0.2.0", "0.1")
    assert (twice[0], "one wheel of moedt" in twice[1]) == (1, True)
    assert not (tmp_path / "other").exists()


def test_the_installer_seals_what_it_made(tmp_path: Path) -> None:
    """With the version of the very program that says so."""
    slots = make_slots(tmp_path, "0.0.1")
    assert run("release", "seal", tmp_path / "a") == (0, "")
    found = slots.installed(tmp_path / "a")

    assert found == make_installed("0.1.0")
    assert runs(slots) == "0.0.1"


def test_central_is_told_what_to_offer(release: Path, tmp_path: Path) -> None:
    """Put, shown and withdrawn; each says how it stands."""
    settings = tmp_path / "central.toml"
    settings.write_text(f'release_key = "{PUBLIC.hex()}"\n')
    said = [
        run("central", "--settings", settings, "release", *words)
        for words in (("show",), ("put", release), ("show",), ("withdraw",), ("show",))
    ]

    assert said == [
        (0, "none is offered\n"),
        (0, "terminals are offered 0.2.0\n"),
        (0, "0.2.0 is offered\n"),
        (0, "none is offered\n"),
        (0, "none is offered\n"),
    ]


@pytest.mark.parametrize(
    ("states", "ready"),
    [
        (("active", "active", "active"), True),
        (("active", "active", "inactive"), True),
        (("active", "active", "activating"), False),
        (("activating", "active", "active"), False),
        (("active", "failed", "active"), False),
        (("inactive", "active", "active"), False),
    ],
)
def test_ready_is_what_systemd_says_of_all_three(
    states: tuple[str, ...], ready: bool
) -> None:
    """Only the uplink may rest, and only where it has nobody to send to."""
    told: list[tuple[str, ...]] = []

    def systemctl(*words: str) -> str:
        told.append(words)
        state = states[UNITS.index(words[-1])]
        pid = 0 if state == "inactive" else 7
        return f"ActiveState={state}\nMainPID={pid}\n"

    found = Systemd(current=NOWHERE, systemctl=systemctl).ready()
    assert (found is not None) == ready
    assert [words[0] for words in told] == ["show"] * 3


def test_nothing_old_is_taken_for_new() -> None:
    """All are ended before the first is started."""
    told: list[tuple[str, ...]] = []

    def systemctl(*words: str) -> str:
        told.append(words)
        return ""

    units = Systemd(current=NOWHERE, systemctl=systemctl)
    units.restart()
    units.watch_trial()

    assert told == [
        ("stop", *UNITS, SOCKET),
        ("daemon-reload",),
        ("start", "--no-block", SOCKET, *UNITS),
        ("start", "moedt-trial.service"),
    ]


def test_the_reader_is_asked_of_what_the_terminal_tells(tmp_path: Path) -> None:
    """A terminal that tells nothing is neither called deaf nor well."""
    path = tmp_path / "vitals.json"
    units = Systemd(current=NOWHERE, systemctl=lambda *_: "", vitals=path)
    assert units.listening() is None
    CountersFile(path).write_if_due(Counters(listening=True), 1)
    assert units.listening() is True


@pytest.mark.parametrize(
    ("script", "changed"), [("echo /a/unit", True), ("true", False)]
)
def test_each_version_lays_out_its_own_units(
    tmp_path: Path, script: str, changed: bool
) -> None:
    """By the script in its own slot, which names what it changed."""
    laying = tmp_path / LAYING
    laying.parent.mkdir(parents=True)
    laying.write_text(f"{script}\n")

    assert Systemd(current=tmp_path, systemctl=lambda *_: "").lay() == changed


@pytest.mark.parametrize("script", ["echo no room >&2; exit 1", None])
def test_units_that_cannot_be_laid_out_are_said(
    tmp_path: Path, script: str | None
) -> None:
    """A full disk, or a release that brings none, is a refusal and no crash."""
    if script:
        (tmp_path / LAYING).parent.mkdir(parents=True)
        (tmp_path / LAYING).write_text(script)

    with pytest.raises(UpdateRefused, match="not laid out"):
        Systemd(current=tmp_path, systemctl=lambda *_: "").lay()


def test_by_night_nothing_is_done_unless_it_is_asked_for(
    release: Path, tmp_path: Path
) -> None:
    """Off by default; and a line that is cut leaves what runs where it is."""
    assert release.exists()
    off = update(tmp_path, "--nightly")
    with (tmp_path / "kiosk.toml").open("a") as settings:
        settings.write(
            "nightly_updates = true\ntrust_clock = true\n"
            'central_url = "http://127.0.0.1:9"\n'
            f'central_key = "{PUBLIC.hex()}"\n'
        )
    status, said = update(tmp_path, "--nightly")

    assert off == (0, "nightly_updates is off\n")
    assert (status, "no whole answer" in said) == (1, True)
    assert (tmp_path / "opt" / CURRENT).readlink() == Path("a")


@pytest.mark.parametrize(
    ("clock", "why"),
    [(ClockState.SYNCED, None), (ClockState.UNSYNCED, "the middle of the day")],
)
def test_night_is_only_what_a_right_clock_calls_so(
    clock: ClockState, why: str | None
) -> None:
    """A terminal that woke with a wrong clock does not go dark at noon."""
    said = why_not_tonight(
        KioskSettings(device="door-1", nightly_updates=True), make_moment(clock=clock)
    )

    assert (said is None) == (why is None)
    assert (why or "") in (said or "")
