"""The citizen's screen at the door."""
