"""What the page shows of a day, computed from roster and journal. Pure."""
