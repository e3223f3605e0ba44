"""The lamps and the tones, on pins that record what they did."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware.drivers import lights as lights_module
from firmware.drivers.lights import Lights, Pins, Signal, StaffStatus

SOON_SECONDS = 5.0
HASTE_SECONDS = 0.04


@pytest.fixture
def factory() -> MockFactory:
    """Give pins of no board."""
    return MockFactory(pin_class=MockPWMPin)


@pytest.fixture
def lights(factory: MockFactory) -> Iterator[Lights]:
    """Give lamps with the times that people see."""
    lamps = Lights(factory=factory)
    yield lamps
    lamps.close()


@pytest.fixture
def hasty(factory: MockFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lights]:
    """Make lamps that are in a hurry: what takes seconds takes hundredths."""
    for name in vars(lights_module):
        if name.endswith("_SECONDS"):
            monkeypatch.setattr(lights_module, name, HASTE_SECONDS)
    lamps = Lights(factory=factory)
    yield lamps
    lamps.close()


def shining(factory: MockFactory) -> set[str]:
    """Name the lamps that are on now."""
    lamps = dataclasses.asdict(Pins())
    lamps.pop("buzzer")
    return {name for name, pin in lamps.items() if factory.pin(pin).state}


def changes(factory: MockFactory, pin: int) -> list[float]:
    """List what a pin went through."""
    return [float(state) for _, state in factory.pin(pin).states]


def eventually(condition: Callable[[], bool]) -> bool:
    """Wait for what the lamps do by themselves."""
    end = time.monotonic() + SOON_SECONDS
    while time.monotonic() < end and not condition():
        time.sleep(0.005)
    return condition()


@pytest.mark.parametrize("signal", list(Signal))
def test_the_light_is_on_when_show_returns(
    lights: Lights, factory: MockFactory, signal: Signal
) -> None:
    """Nobody waits for a thread: one lamp, the right one, now, and no other."""
    lights.show(signal)
    assert shining(factory) == {signal.value}


class WitnessPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """A pin that remembers which threads switched it on."""

    def __init__(self, factory: MockFactory, info: object) -> None:
        super().__init__(factory, info)
        self.switched_on_by: list[threading.Thread] = []

    def _change_state(self, value: float) -> bool:
        changed = bool(super()._change_state(value))
        if changed and value:
            self.switched_on_by.append(threading.current_thread())
        return changed


@pytest.mark.parametrize("signal", list(Signal))
def test_the_first_light_is_not_left_to_a_thread(signal: Signal) -> None:
    """Whoever calls show has switched the lamp on, however busy the machine is."""
    factory = MockFactory(pin_class=WitnessPin)
    lights = Lights(factory=factory, mute=True)
    lights.show(signal)
    lamp = factory.pin(dataclasses.asdict(Pins())[signal.value])
    assert lamp.switched_on_by[0] is threading.current_thread()
    lights.close()


@pytest.mark.parametrize(
    ("signal", "times"), [(Signal.GREEN, 1), (Signal.BLUE, 3), (Signal.WHITE, 4)]
)
def test_a_signal_ends_by_itself(
    hasty: Lights, factory: MockFactory, signal: Signal, times: int
) -> None:
    """Green is one steady light, blue and white come again; then all is dark."""
    pin = dataclasses.asdict(Pins())[signal.value]
    hasty.show(signal)
    assert eventually(lambda: changes(factory, pin).count(1.0) == times)
    assert eventually(lambda: shining(factory) == set())
    others = {Pins().green, Pins().blue, Pins().white} - {pin}
    assert [changes(factory, other) for other in others] == [[0.0]] * 2


@pytest.mark.parametrize(
    ("signal", "tones"), [(Signal.GREEN, 1), (Signal.BLUE, 2), (Signal.WHITE, 0)]
)
def test_one_soft_tone_welcomes_and_two_call(
    hasty: Lights, factory: MockFactory, signal: Signal, tones: int
) -> None:
    """The buzzer plays so many tones and is silent afterwards."""
    buzzer = Pins().buzzer
    hasty.show(signal)
    expected = [0.0] + [0.5, 0.0] * tones
    assert eventually(lambda: changes(factory, buzzer) == expected)
    time.sleep(0.1)
    assert changes(factory, buzzer) == expected


@pytest.mark.parametrize("signal", list(Signal))
def test_mute_means_no_sound_at_all(factory: MockFactory, signal: Signal) -> None:
    """The light is the same, the buzzer's pin never moves."""
    lights = Lights(factory=factory, mute=True)
    lights.show(signal)
    time.sleep(0.05)
    assert shining(factory) == {signal.value}
    assert changes(factory, Pins().buzzer) == [0.0]
    lights.close()


def test_the_newest_signal_replaces_the_one_before(
    lights: Lights, factory: MockFactory
) -> None:
    """Two people in a row each see their own light, never both at once."""
    for signal in (Signal.GREEN, Signal.WHITE, Signal.BLUE, Signal.GREEN):
        lights.show(signal)
        assert shining(factory) == {signal.value}
    lights.rest()
    assert shining(factory) == set()
    assert factory.pin(Pins().buzzer).frequency is None


def test_showing_never_blocks(factory: MockFactory) -> None:
    """With the real times a signal is shown at once, over one that still runs."""
    lights = Lights(factory=factory)
    before = time.monotonic()
    for signal in [*Signal] * 3:
        lights.show(signal)
        lights.status(StaffStatus.OFFLINE)
    assert time.monotonic() - before < 1.0
    lights.close()


def test_the_staff_lamp_speaks_of_the_terminal_only(
    hasty: Lights, factory: MockFactory
) -> None:
    """Dark, slow, steady; and no citizen's signal touches it."""
    yellow = Pins().yellow
    hasty.status(StaffStatus.OFFLINE)
    assert eventually(lambda: changes(factory, yellow).count(1.0) >= 3)
    hasty.status(StaffStatus.DEGRADED)
    hasty.show(Signal.GREEN)
    hasty.rest()
    steady = len(changes(factory, yellow))
    time.sleep(0.1)
    assert (shining(factory), len(changes(factory, yellow))) == ({"yellow"}, steady)
    hasty.status(StaffStatus.WELL)
    assert shining(factory) == set()


def test_there_is_no_lamp_for_turning_away() -> None:
    """Three signals, none of them red, and nothing flashes faster than 3 a second."""
    lamps = {field.name for field in dataclasses.fields(Pins)}
    assert {signal.value for signal in Signal} == {"green", "blue", "white"}
    assert lamps == {"green", "blue", "white", "yellow", "buzzer"}
    white = (
        lights_module.WHITE_ON_SECONDS
        + lights_module.WHITE_FADE_SECONDS
        + lights_module.WHITE_OFF_SECONDS
    )
    blue = lights_module.BLUE_ON_SECONDS + lights_module.BLUE_OFF_SECONDS
    assert min(white, blue) > 1 / 3


def test_lamps_can_be_wired_elsewhere(factory: MockFactory) -> None:
    """The pins are a setting, and closing lets go of them."""
    lights = Lights(factory=factory, pins=Pins(green=5), mute=True)
    lights.show(Signal.GREEN)
    assert factory.pin(5).state
    lights.close()
    assert factory.pin(5).function == "input"
