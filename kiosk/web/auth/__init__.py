"""Who may use the page, and what each role may do there."""
