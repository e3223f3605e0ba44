"""A small library in C, built with this machine's own compiler, to be preloaded."""

import shutil
import subprocess
from pathlib import Path

import pytest

COMPILERS = ("cc", "gcc", "clang")


def built(source: Path, folder: Path) -> Path:
    """Build it; where there is no compiler, whoever needs it is skipped."""
    compiler = next((one for one in map(shutil.which, COMPILERS) if one), None)
    if compiler is None:
        pytest.skip(f"this machine has no C compiler: {source.name} cannot be built")
    library = folder / source.with_suffix(".so").name
    flags = ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(library)]
    subprocess.run([compiler, *flags, str(source), "-ldl", "-lpthread"], check=True)
    return library
