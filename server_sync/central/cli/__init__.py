"""The commands `moedt central ...`, `moedt evidence` and `moedt scenario`."""
