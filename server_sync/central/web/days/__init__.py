"""Pages of one person's day: what was registered, and what may be added."""
