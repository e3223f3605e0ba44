"""What the machine offers every process: time zone, sockets, logs, settings files."""
