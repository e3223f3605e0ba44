"""The environment variables that the program reads; a test finds any other."""

VARIABLES = {
    "DATA": (
        "whoever starts `moedt`",
        "The folder with `kiosk.toml` and `central.toml`; `./demo` by default.",
    ),
    "CREDENTIALS_DIRECTORY": (
        "systemd (`LoadCredential=`)",
        "The folder with the private key `device.key`; it comes before `key_file`.",
    ),
    "NOTIFY_SOCKET": (
        "systemd (`Type=notify`)",
        "The socket on which a process says that it started and is alive.",
    ),
    "LISTEN_PID": (
        "systemd (socket units)",
        "The process that the sockets were passed to; another one ignores them.",
    ),
    "LISTEN_FDS": (
        "systemd (socket units)",
        "How many listening sockets were passed to the page, from descriptor 3 on.",
    ),
    "MOEDT_VITALS": (
        "the units in `systemd/units`",
        "The file for the terminal's counters, which the uplink reads for Prometheus.",
    ),
}
