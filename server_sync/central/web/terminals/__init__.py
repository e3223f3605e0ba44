"""Pages of the terminals: how each is, approval, revocation."""
