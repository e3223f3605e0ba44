"""The terminal's senses: reader, lights, sound and clock. It knows no people."""
