"""A workshop to try everything on: made-up people, a real way for every card."""
