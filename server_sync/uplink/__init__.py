"""The process at the door that talks to central: entries up, roster down."""
