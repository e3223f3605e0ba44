"""The terminal's process: a card is read, written down, and answered."""
