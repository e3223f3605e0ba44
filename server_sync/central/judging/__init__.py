"""Keep what follows from the facts: sessions judged, prompts raised."""
