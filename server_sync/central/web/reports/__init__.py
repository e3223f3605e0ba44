"""Pages of figures over many people."""
