"""Pages of people: what is registered, figures, support notes."""
