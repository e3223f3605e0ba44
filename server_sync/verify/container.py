"""The zip file of a case, in a form that can be written in one way only.

Every viewer opens it. Since the same members always give the same bytes, one bit
changed anywhere, also in names and dates that a zip carries beside its members, shows
when the members are packed again. Nothing is compressed, for two versions of zlib
need not give the same bytes.
"""

import io
import struct
import zipfile
from collections.abc import Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)
FOR_OWNER_ONLY = 0o600 << 16
UNIX = 3
MEMBER = struct.Struct("<4s5H3L2H")
MEMBER_BEGINS = b"PK\x03\x04"


def pack(members: Mapping[str, bytes]) -> bytes:
    """Put members into one file, in the order of their names."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as container:
        for name, raw in sorted(members.items()):
            about = zipfile.ZipInfo(name, LONG_AGO)
            about.create_system = UNIX
            about.external_attr = FOR_OWNER_ONLY
            container.writestr(about, raw)
    return whole.getvalue()


def unpack(raw: bytes) -> dict[str, bytes]:
    """Read the members that can be read, also from a damaged file.

    `is_as_packed` checks the file itself.
    """
    members: dict[str, bytes] = {}
    at = 0
    while at + MEMBER.size <= len(raw):
        begins, *_, size, _, name_size, more_size = MEMBER.unpack_from(raw, at)
        name_at = at + MEMBER.size
        data_at = name_at + name_size + more_size
        if begins != MEMBER_BEGINS or data_at + size > len(raw):
            break
        name = raw[name_at : name_at + name_size].decode("ascii", "replace")
        members[name] = raw[data_at : data_at + size]
        at = data_at + size
    return members


def is_as_packed(raw: bytes, members: Mapping[str, bytes]) -> bool:
    """Return whether packing these members again gives exactly this file."""
    return pack(members) == raw
