"""Read judged sessions: the one reading that pages, API and evidence share."""
