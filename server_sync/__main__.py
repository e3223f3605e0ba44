"""`python -m server_sync` runs `moedt` where the command is not installed."""

from server_sync.cli import moedt

if __name__ == "__main__":
    moedt(prog_name="moedt")
