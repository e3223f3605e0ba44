"""What a Raspberry Pi installs from wheels, and what it does not."""

from tests.paths import ROOT

REQUIREMENTS = ROOT / "requirements.txt"
NO_WHEEL = ("No matching distribution", "THESE PACKAGES DO NOT MATCH THE HASHES")
