"""Run atheris on one decoder: `python -m tests.hostile.fuzzing NAME FOLDER SECONDS`.

It leaves what breaks the decoder in the folder, and ends with a status that is not 0.
"""

import sys

import atheris

with atheris.instrument_imports(include=["kiosk", "server_sync", "msgspec"]):
    from tests.hostile.decoders import decoders, planted


def main() -> None:
    """Change the examples in the folder for so many seconds."""
    _, name, folder, seconds = sys.argv
    decoder = (decoders() | planted())[name]
    options = [
        sys.argv[0],
        folder,
        f"-max_total_time={seconds}",
        f"-artifact_prefix={folder}/broken-",
        "-rss_limit_mb=2048",
        "-timeout=20",
    ]
    atheris.Setup(options, decoder.hold)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
