"""The rules of attendance, pure: a function of the facts known and of one instant."""
