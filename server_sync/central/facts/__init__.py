"""State facts: who and where, what is planned, who came, and who said so."""
