"""The terminals: let in, told whom to expect, sent away."""
