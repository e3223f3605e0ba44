"""Drivers for the pins, the lamps and the MFRC522 chip."""
