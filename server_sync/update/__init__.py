"""How a terminal is brought up to date: `moedt update`, and `moedt release` before."""
