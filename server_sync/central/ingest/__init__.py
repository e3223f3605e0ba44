"""Take entries in: each once, with a receipt, and what cannot be used set aside."""
