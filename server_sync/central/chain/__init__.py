"""Read what the entries of a chain say, and when each happened."""
