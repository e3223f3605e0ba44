"""What the page shows of a day, worked out of roster and journal. Pure."""
