"""What the uplink has to do now, and how long to wait afterwards."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from firmware.clock import Clock
from kiosk.errors import BadRoster, JournalUnavailable
from kiosk.journal.chain import Journal
from server_sync.errors import DeliveryFailed, TerminalNotAccepted
from server_sync.uplink.backoff import Backoff
from server_sync.uplink.contact import ContactFile, State
from server_sync.uplink.steps import Progress, fetch_roster, upload_one_batch
from server_sync.uplink.transport import Transport

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Seconds to wait after everything was delivered, and between two rosters."""

    upload_seconds: int
    roster_seconds: int


@dataclass(slots=True, kw_only=True)
class Schedule:
    """Sends entries and fetches the roster, one step at a time; no failure ends it.

    Uploads and rosters have separate backoffs, so that a roster that cannot be
    fetched does not delay taps.
    """

    journal: Journal
    transport: Transport
    roster_path: Path
    contact: ContactFile
    intervals: Intervals
    clock: Clock
    upload_backoff: Backoff
    roster_backoff: Backoff
    progress: Progress = field(default_factory=Progress)
    roster_due_ns: int = 0

    def step(self) -> float:
        """Do what is due; return how many seconds to wait before the next step."""
        if self.clock.now().boot_ns >= self.roster_due_ns:
            rest = self._fetch()
            self.roster_due_ns = self.clock.now().boot_ns + round(rest * 10**9)
        return self._upload()

    def close(self) -> None:
        """Close the journal and the connection."""
        self.transport.close()
        self.journal.close()

    def _upload(self) -> float:
        try:
            more = upload_one_batch(self.journal, self.transport, self.progress)
        except DeliveryFailed as fault:
            self._show_failed(fault)
            return self.upload_backoff.failed(fault.retry_after_seconds)
        except JournalUnavailable as fault:
            log.warning("the journal is not available", extra={"why": str(fault)})
            return self.upload_backoff.failed()
        if more:
            self.upload_backoff.succeeded()
            self._show_delivered()
        return 0.0 if more else float(self.intervals.upload_seconds)

    def _fetch(self) -> float:
        try:
            fetch_roster(self.roster_path, self.transport)
        except DeliveryFailed as fault:
            return self.roster_backoff.failed(fault.retry_after_seconds)
        except (BadRoster, OSError) as fault:
            log.warning("the roster was not replaced", extra={"why": str(fault)})
            return self.roster_backoff.failed()
        self.roster_backoff.succeeded()
        return float(self.intervals.roster_seconds)

    def _show_failed(self, fault: DeliveryFailed) -> None:
        not_accepted = isinstance(fault, TerminalNotAccepted)
        state = State.NOT_ACCEPTED if not_accepted else State.OUT_OF_REACH
        self._show(state, str(fault))

    def _show_delivered(self) -> None:
        conflicts = self.progress.conflicts
        if conflicts:
            self._show(State.CONFLICT, f"{conflicts} entries differ at central")
        else:
            self._show(State.DELIVERING, "")

    def _show(self, state: State, why: str) -> None:
        if self.contact.write(state, why, self.clock.now()):
            log.info("contact with central", extra={"state": state, "why": why})
