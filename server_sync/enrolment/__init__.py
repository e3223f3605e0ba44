"""How a terminal shows its code to central: `moedt enrol CODE URL`."""
