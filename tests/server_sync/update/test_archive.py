"""A release file is believed whole and signed, or not at all."""

import io
import tarfile
from pathlib import Path

import msgspec
import pytest

from server_sync.errors import BadRelease
from server_sync.protocol.signing import sign_statement
from server_sync.update import archive
from server_sync.update.manifest import Manifest, Wheel
from tests.server_sync.update.releases import (
    ANOTHER,
    KEY,
    PUBLIC,
    make_manifest,
    make_release,
    make_wheel,
    packed,
)


def unpacked(raw: bytes, into: Path) -> Manifest:
    """Unpack a release that nobody objects to."""
    into.mkdir(exist_ok=True)
    return archive.unpack(io.BytesIO(raw), PUBLIC, into, accept=lambda _: None)


def refused(raw: bytes, into: Path) -> str:
    """Unpack what must be refused; give the reason."""
    with pytest.raises(BadRelease) as refusal:
        unpacked(raw, into)
    return str(refusal.value)


def tar_of(*members: tuple[tarfile.TarInfo | str, bytes]) -> bytes:
    """Make a tar of anything."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for named, raw in members:
            one = tarfile.TarInfo(named) if isinstance(named, str) else named
            one.size = len(raw)
            tar.addfile(one, io.BytesIO(raw))
    return file.getvalue()


def signed(body: bytes) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    """Sign any bytes as a manifest."""
    return (
        ("manifest.json", body),
        ("signature", sign_statement(archive.TAG, body, KEY)),
    )


def test_what_was_packed_is_unpacked(tmp_path: Path) -> None:
    """Each wheel byte for byte, and nothing beside them."""
    raw = make_release(tmp_path)
    found = unpacked(raw, tmp_path / "out")
    wheels = tmp_path / "wheels-0.2.0"

    assert found == make_manifest(wheels)
    assert archive.read_head(io.BytesIO(raw), PUBLIC) == found
    assert {one.name: one.read_bytes() for one in (tmp_path / "out").iterdir()} == {
        one.name: one.read_bytes() for one in wheels.iterdir()
    }


def test_a_wheel_for_many_platforms_has_a_long_name(tmp_path: Path) -> None:
    """Longer than a tar of old could hold."""
    tags = ".".join(f"manylinux_2_{minor}_aarch64" for minor in range(17, 26))
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    made = make_wheel(wheels)
    made.rename(wheels / f"moedt-0.2.0-py3-none-{tags}.whl")

    found = unpacked(packed(make_manifest(wheels), wheels), tmp_path / "out")
    assert len(found.wheels[0].name) > 200
    assert [one.name for one in (tmp_path / "out").iterdir()] == [found.wheels[0].name]


def test_another_key_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    """Nothing of a file is used that somebody else has signed."""
    make_release(tmp_path)
    wheels = tmp_path / "wheels-0.2.0"
    raw = packed(make_manifest(wheels), wheels, ANOTHER)

    assert "not signed with the release key" in refused(raw, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    """A stick that was pulled too early never gives half a release."""
    raw = make_release(tmp_path)
    end = raw.rstrip(b"\0")
    for number, length in enumerate(range(0, len(end) - 1, 97)):
        assert refused(raw[:length], tmp_path / f"out{number}")


def test_a_file_altered_anywhere_is_refused_or_the_same(tmp_path: Path) -> None:
    """One bit flipped in it never changes what is unpacked."""
    raw = make_release(tmp_path)
    good = unpacked(raw, tmp_path / "good")
    for number, at in enumerate(range(0, len(raw), 211)):
        altered = bytearray(raw)
        altered[at] ^= 1
        into = tmp_path / f"out{number}"
        try:
            found = unpacked(bytes(altered), into)
        except BadRelease:
            continue
        assert found == good
        for one in into.iterdir():
            assert one.read_bytes() == (tmp_path / "good" / one.name).read_bytes()


def test_a_name_that_leads_out_is_refused_even_where_it_is_signed(
    tmp_path: Path,
) -> None:
    """No release writes beside its folder, whoever made it."""
    good = make_manifest(make_wheel(tmp_path).parent)
    body = msgspec.json.encode(good).replace(b"moedt-0.2.0-py3", b"../edt-0.2.0-py3")
    raw = tar_of(*signed(body), ("../edt-0.2.0-py3-none-any.whl", b"x"))

    assert "cannot be read" in refused(raw, tmp_path / "out")
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "moedt-0.2.0-py3-none-any.whl",
        "out",
    ]


def test_only_what_the_manifest_names_is_unpacked(tmp_path: Path) -> None:
    """A link, another name, a larger file and one too many are all refused."""
    wheel = make_wheel(tmp_path)
    content = wheel.read_bytes()
    head = signed(msgspec.json.encode(make_manifest(tmp_path)))
    link = tarfile.TarInfo(wheel.name)
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"

    wrong: tuple[list[tuple[tarfile.TarInfo | str, bytes]], ...] = (
        [(link, b"")],
        [("other.whl", content)],
        [(wheel.name, content + b"more")],
        [(wheel.name, content[:-1])],
        [(wheel.name, content), ("more.whl", b"x")],
        [],
    )
    for number, members in enumerate(wrong):
        assert refused(tar_of(*head, *members), tmp_path / f"out{number}")
    found = unpacked(tar_of(*head, (wheel.name, content)), tmp_path / "good")
    assert found == make_manifest(tmp_path)


def test_a_manifest_as_large_as_a_disk_is_refused(tmp_path: Path) -> None:
    """A size is believed only after the signature, and bounded before."""
    raw = tar_of(("manifest.json", b" " * (archive.MANIFEST_BYTES_MAX + 1)))

    assert "manifest.json" in refused(raw, tmp_path / "out")


@pytest.mark.parametrize("raw", [b"", b"not a tar" * 100, bytes(2048)])
def test_what_is_no_tar_is_refused(raw: bytes, tmp_path: Path) -> None:
    """Any file on the stick, named by mistake."""
    assert refused(raw, tmp_path / "out")


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("beside-1.0-py3-none-any.whl",), "does not hold moedt"),
        (("moedt-0.2.0-py3-none-any.whl",) * 2, "twice"),
        (("moedt-0.2.0.whl",), "cannot be read"),
    ],
)
def test_a_release_that_contradicts_itself_is_refused(
    names: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    """Even with a good signature."""
    wheels = tuple(Wheel(name=name, size=1, sha256="0" * 64) for name in names)
    body = msgspec.json.encode(
        Manifest(version="0.2.0", layout=1, layout_read=1, wheels=wheels)
    )

    assert why in refused(tar_of(*signed(body)), tmp_path / "out")


def test_a_refusal_comes_before_the_first_wheel(tmp_path: Path) -> None:
    """What the terminal will not have is not copied to its disk."""
    raw = make_release(tmp_path)
    into = tmp_path / "out"
    into.mkdir()

    def refuse(_release: Manifest) -> None:
        raise BadRelease("no")

    with pytest.raises(BadRelease, match="no"):
        archive.unpack(io.BytesIO(raw), PUBLIC, into, accept=refuse)
    assert list(into.iterdir()) == []
