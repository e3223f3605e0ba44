"""No bytes from outside break what reads them: they fit, or are refused by name."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.decoders import decoders

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
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_any_bytes_fit_or_are_refused_by_name(name: str, data: st.DataObject) -> None:
    """Made-up bytes, and whole examples with a few changes."""
    decoder = decoders()[name]
    decoder.hold(data.draw(st.binary(max_size=200) | changed(decoder.examples)))


@pytest.mark.parametrize("raw", DEEPLY_NESTED, ids=range(len(DEEPLY_NESTED)))
@pytest.mark.parametrize("name", decoders())
def test_what_is_nested_too_deeply_is_refused_by_name(name: str, raw: bytes) -> None:
    """A few bytes again and again must not use up the stack."""
    decoder = decoders()[name]
    decoder.hold(raw)
    for example in decoder.examples:
        decoder.hold(example[: len(example) // 2] + raw)
        decoder.hold(example[:1] + raw)


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.skipif(
    find_spec("atheris") is None, reason="atheris has wheels for x86_64 Linux only"
)
@pytest.mark.parametrize("name", decoders())
def test_bytes_led_by_what_they_reach_fit_or_are_refused(
    name: str, tmp_path: Path
) -> None:
    """Atheris changes the examples towards code that no bytes have reached yet."""
    for number, raw in enumerate(decoders()[name].examples):
        (tmp_path / str(number)).write_bytes(raw)
    done = subprocess.run(
        (sys.executable, "-m", "tests.hostile.fuzzing", name, tmp_path, str(SECONDS)),
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "Done" in done.stderr
