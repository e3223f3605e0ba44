"""What the journal confirmed survives a power cut at any point, on any honest disk."""

import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.journal.chain import Journal
from tests.compiled import built
from tests.simulation.crash_images import Deed, Image, images, read_record
from tests.simulation.recorded_journal import DEVICE

HERE = Path(__file__).parent
TAPS = 120
FIRST_DEEDS = 24


@dataclass(slots=True)
class Damage:
    """What the images had that they must not have."""

    lost: int = 0
    corrupt: int = 0


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recorder, built with this machine's own compiler."""
    return built(HERE / "recorder.c", tmp_path_factory.mktemp("recorder"))


def record(recorder: Path, folder: Path, *planted: str) -> list[Deed]:
    """Have the journal written by a process of its own, and give what it did."""
    data, log = folder / "data", folder / "record"
    data.mkdir(parents=True)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.simulation.recorded_journal",
            str(data),
            str(TAPS),
            *planted,
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=HERE.parents[1],
        env={
            "LD_PRELOAD": str(recorder),
            "MOEDT_RECORD": str(log),
            "MOEDT_FOLDER": str(data),
            "PATH": "/usr/bin:/bin",
        },
    )
    return read_record(log)


def damage_in(deeds: Sequence[Deed], folder: Path, count: int, seed: int) -> Damage:
    """Open the journal on so many images, and count what is wrong with them."""
    damage = Damage()
    for image in images(deeds, random.Random(seed), count):
        _look_at(image, folder, damage)
    return damage


def _look_at(image: Image, folder: Path, damage: Damage) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image.files.items():
        if not name.endswith(("-shm", ".lock")):  # no more than what a cut leaves
            (folder / name).write_bytes(content)
    journal = Journal.open(folder / "journal.db", device=DEVICE)
    last = journal.last()
    held = last.seq if last else 0
    damage.corrupt += (
        journal.damaged_file is not None or journal.first_broken() is not None
    )
    damage.lost += held < image.confirmed
    journal.close()


def test_no_power_cut_loses_or_breaks_what_the_journal_confirmed(
    recorder: Path, tmp_path: Path, quick_folder: Path
) -> None:
    """0 confirmed taps lost and 0 journals corrupt over 200 power cuts."""
    deeds = record(recorder, tmp_path)

    assert sum(deed.kind == "S" for deed in deeds) > TAPS
    assert sum(deed.kind == "M" for deed in deeds) == TAPS
    assert damage_in(deeds, quick_folder / "image", 200, seed=1) == Damage()


def test_a_power_cut_at_the_very_first_start_needs_no_hands(
    recorder: Path, tmp_path: Path, quick_folder: Path
) -> None:
    """However little of a new journal reached the disk, the terminal starts again."""
    beginning = record(recorder, tmp_path)[:FIRST_DEEDS]

    assert {"journal.db", "journal.db-journal"} <= {deed.name for deed in beginning}
    assert damage_in(beginning, quick_folder / "image", 40, seed=1) == Damage()


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(2, 6))
def test_thousands_of_power_cuts_lose_and_break_nothing(
    recorder: Path, tmp_path: Path, quick_folder: Path, seed: int
) -> None:
    """The same over 2,000 images for each of four seeds."""
    deeds = record(recorder, tmp_path)

    assert damage_in(deeds, quick_folder / "image", 2000, seed=seed) == Damage()


def test_the_images_catch_a_journal_that_syncs_less(
    recorder: Path, tmp_path: Path, quick_folder: Path
) -> None:
    """With `synchronous = NORMAL` confirmed taps are lost, and the images show it."""
    deeds = record(recorder, tmp_path, "normal")

    assert damage_in(deeds, quick_folder / "image", 40, seed=1).lost > 10
