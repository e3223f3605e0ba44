"""The emulated reader of a demo, and how `moedt tap` holds cards to it."""
