"""Scenario files: facts read from JSON, judged, and the outcome shown."""
