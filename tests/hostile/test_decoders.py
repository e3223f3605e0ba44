"""No bytes from outside break what reads them: they fit, or are refused by name."""

import subprocess
import sys
import zlib
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.decoders import Decoder, decoders, planted

WITH_ATHERIS = pytest.mark.skipif(
    find_spec("atheris") is None, reason="atheris has wheels for x86_64 Linux only"
)
SECONDS = 10
DEEP = 100_000
DEEPLY_NESTED = [
    b"[" * DEEP,
    b'{"x":' * DEEP,
    b"\x91" * DEEP,
    b"x = " + b"[" * DEEP,
    b'{"site":' + b"[" * DEEP,
    b"\x30\x80" * DEEP,
]


@st.composite
def changed(draw: st.DrawFn, examples: tuple[bytes, ...]) -> bytes:
    """Take an example and change it here and there: cut, doubled, overwritten."""
    raw = draw(st.sampled_from(examples))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(raw)))
        until = at + draw(st.integers(0, 40))
        instead = draw(st.binary(max_size=8) | st.just(raw[at:until] * 2))
        raw = raw[:at] + instead + raw[until:]
    return raw


@pytest.mark.parametrize("name", decoders())
def test_the_examples_are_taken(name: str) -> None:
    """Or what is made of them would be refused at the first byte."""
    decoder = decoders()[name]
    if not name.startswith("settings"):
        for raw in decoder.examples:
            decoder.read(raw)


@pytest.mark.parametrize("name", decoders())
def test_any_bytes_fit_or_are_refused_by_name(name: str) -> None:
    """Made-up bytes, and whole examples with a few changes."""
    hold_made_up(decoders()[name])


def test_a_fault_without_a_name_is_found() -> None:
    """The planted decoder shows that the search finds what it looks for."""
    unguarded, _ = planted().values()
    with pytest.raises((OSError, EOFError, zlib.error, msgspec.DecodeError)):
        hold_made_up(unguarded)


@settings(
    max_examples=60,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def hold_made_up(decoder: Decoder, *, data: st.DataObject) -> None:
    """Give a decoder bytes that hypothesis makes up, or makes of the examples."""
    decoder.hold(data.draw(st.binary(max_size=200) | changed(decoder.examples)))


@pytest.mark.parametrize("raw", DEEPLY_NESTED, ids=range(len(DEEPLY_NESTED)))
@pytest.mark.parametrize("name", decoders())
def test_what_is_nested_too_deeply_is_refused_by_name(name: str, raw: bytes) -> None:
    """A few bytes again and again must not use up the stack."""
    hold_nested(decoders()[name], raw)


def test_a_stack_that_is_used_up_is_found() -> None:
    """The planted decoder shows that this depth is deep enough."""
    _, unbounded = planted().values()
    with pytest.raises(RecursionError):
        hold_nested(unbounded, DEEPLY_NESTED[0])


def hold_nested(decoder: Decoder, raw: bytes) -> None:
    """Give a decoder what is nested too deeply, alone and inside the examples."""
    decoder.hold(raw)
    for example in decoder.examples:
        decoder.hold(example[: len(example) // 2] + raw)
        decoder.hold(example[:1] + raw)


@pytest.mark.long
@pytest.mark.timeout(300)
@WITH_ATHERIS
@pytest.mark.parametrize("name", decoders())
def test_bytes_led_by_what_they_reach_fit_or_are_refused(
    name: str, tmp_path: Path
) -> None:
    """Atheris changes the examples towards code that no bytes have reached yet."""
    done = led(name, decoders()[name], tmp_path)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "Done" in done.stderr


@pytest.mark.long
@WITH_ATHERIS
def test_bytes_led_by_what_they_reach_find_a_planted_fault(tmp_path: Path) -> None:
    """Atheris finds what it looks for, and keeps the bytes that show it."""
    name, unguarded = next(iter(planted().items()))
    done = led(name, unguarded, tmp_path)

    assert done.returncode != 0
    assert list(tmp_path.glob("broken-*"))


def led(name: str, decoder: Decoder, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run atheris on a decoder, for a while."""
    for number, raw in enumerate(decoder.examples):
        (folder / str(number)).write_bytes(raw)
    return subprocess.run(
        (sys.executable, "-m", "tests.hostile.fuzzing", name, folder, str(SECONDS)),
        check=False,
        capture_output=True,
        text=True,
    )
