"""Updates of terminals: `moedt update` installs what `moedt release` made."""
