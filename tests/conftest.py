"""What a run says at its end: what the simulated worlds went through, in all of it."""

from collections import Counter

import pytest

SIMULATED = "simulated: "


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many days were simulated, and how often each fault was injected."""
    counted = Counter[str]()
    for report in terminalreporter.getreports("passed"):
        for name, times in getattr(report, "user_properties", ()):
            if str(name).startswith(SIMULATED) and report.when == "call":
                counted[str(name).removeprefix(SIMULATED)] += int(times)
    if counted:
        terminalreporter.section("simulated days, and the faults injected in them")
        for kind, times in sorted(counted.items()):
            terminalreporter.write_line(f"{times:6} {kind}")
