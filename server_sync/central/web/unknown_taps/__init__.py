"""Pages of taps with a card that nobody held."""
