"""Pages of prompts: what asks a person to look, and what was done about it."""
