"""The face of door and central: marks, Danish words, dates and times."""
