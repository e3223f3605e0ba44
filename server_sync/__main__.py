"""`python -m server_sync` is `moedt`, also where the command is not on the path."""

from server_sync.cli import moedt

if __name__ == "__main__":
    moedt(prog_name="moedt")
