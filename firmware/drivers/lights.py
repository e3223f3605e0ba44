"""The lamps and the buzzer at the door."""

from gpiozero import LED, PWMLED, TonalBuzzer
from gpiozero.pins import Factory

from firmware.signals import Pins, Signal, StaffStatus

__all__ = ["Lights", "Pins", "Signal", "StaffStatus"]

GREEN_SECONDS = 3.0
BLUE_ON_SECONDS = BLUE_OFF_SECONDS = 1.0
BLUE_TIMES = 3
WHITE_ON_SECONDS = WHITE_OFF_SECONDS = 0.2
WHITE_FADE_SECONDS = 0.4
WHITE_TIMES = 4
YELLOW_ON_SECONDS = YELLOW_OFF_SECONDS = 1.5
TONE_SECONDS = 0.15
A4 = 0
SILENCE = None
TONES: dict[Signal, list[int | None]] = {
    Signal.GREEN: [A4, SILENCE],
    Signal.BLUE: [A4, SILENCE, A4, SILENCE],
    Signal.WHITE: [SILENCE],
}


class Lights:
    """Three lamps and a soft tone for the citizen, a small lamp for the staff.

    Wire each LED from its pin through 330 ohm (100 ohm for blue, white and true
    green) to ground, and a passive piezo buzzer through 100 ohm to ground. As
    BCM numbers and header pins: green 17 (11), blue 27 (13), white 23 (16),
    yellow 22 (15), buzzer 18 (12). No lamp is red, and no sound is an alarm.

    >>> from firmware.drivers.pins import PinKind, open_pin_factory
    >>> lights = Lights(factory=open_pin_factory(PinKind.MOCK))
    >>> lights.show(Signal.GREEN)
    >>> lights.status(StaffStatus.OFFLINE)
    >>> lights.close()

    The first light is on when `show` returns. The rest runs in the background and
    ends by itself: green after 3 s, slow blue after 6 s (1 s on, 1 s off), white
    after 3.2 s. So a terminal that stops meanwhile does not leave a light on.

    Args:
        factory: drives the pins; from `open_pin_factory`.
        pins: the pin of each lamp.
        mute: show lights without tones.
    """

    def __init__(
        self, *, factory: Factory, pins: Pins | None = None, mute: bool = False
    ) -> None:
        wired = Pins() if pins is None else pins
        self._mute = mute
        self._green = LED(wired.green, pin_factory=factory)
        self._blue = LED(wired.blue, pin_factory=factory)
        self._white = PWMLED(wired.white, pin_factory=factory)
        self._yellow = LED(wired.yellow, pin_factory=factory)
        self._buzzer = TonalBuzzer(wired.buzzer, pin_factory=factory)
        self._buzzer.source_delay = TONE_SECONDS

    def show(self, signal: Signal) -> None:
        """Show this answer at once, instead of what is shown now; do not wait."""
        self.rest()
        match signal:
            case Signal.GREEN:
                self._green.on()
                self._green.blink(on_time=GREEN_SECONDS, off_time=0, n=1)
            case Signal.BLUE:
                self._blue.on()
                self._blue.blink(BLUE_ON_SECONDS, BLUE_OFF_SECONDS, n=BLUE_TIMES)
            case Signal.WHITE:
                self._white.on()
                self._white.blink(
                    WHITE_ON_SECONDS,
                    WHITE_OFF_SECONDS,
                    fade_out_time=WHITE_FADE_SECONDS,
                    n=WHITE_TIMES,
                )
        if not self._mute:
            self._buzzer.source = TONES[signal]

    def rest(self) -> None:
        """Show nothing to the citizen. The staff's lamp stays as it is."""
        for lamp in (self._green, self._blue, self._white):
            lamp.off()
        self._buzzer.source = None
        self._buzzer.stop()

    def status(self, status: StaffStatus) -> None:
        """Show the state of the terminal to the staff until the next call."""
        match status:
            case StaffStatus.WELL:
                self._yellow.off()
            case StaffStatus.OFFLINE:
                self._yellow.on()
                self._yellow.blink(YELLOW_ON_SECONDS, YELLOW_OFF_SECONDS)
            case StaffStatus.DEGRADED:
                self._yellow.on()

    def close(self) -> None:
        """Switch off all lamps and release the pins."""
        self.rest()
        for device in (
            self._green,
            self._blue,
            self._white,
            self._yellow,
            self._buzzer,
        ):
            device.close()
