"""The desk at the door: it answers, keeps the journal and shows the page."""
