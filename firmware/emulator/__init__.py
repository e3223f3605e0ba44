"""An MFRC522 in software, down to its registers, and the cards in its field."""
