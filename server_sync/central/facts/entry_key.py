"""The name of a journal entry in all the world: its terminal, its chain, its number."""

from typing import NamedTuple, Self

SEQ_DIGITS_MAX = 18
HEX_DIGITS = frozenset("0123456789abcdef")


class EntryKey(NamedTuple):
    """Which entry is meant; as text it is "terminal/chain in hexadecimal/seq".

    A fact that an entry states has this text as its key, and `about` names entries so.

    >>> str(EntryKey("door-1", bytes(2), 7))
    'door-1/0000/7'
    >>> EntryKey.parse("door-1/0000/7") == EntryKey("door-1", bytes(2), 7)
    True
    """

    terminal: str
    chain: bytes
    seq: int

    def __str__(self) -> str:
        """Write it as the key of a fact."""
        return f"{self.terminal}/{bytes(self.chain).hex()}/{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read the key of a fact; None for a fact that was written at central.

        The name of a terminal may hold a slash; its chain and number do not.
        """
        front, _, seq = text.rpartition("/")
        terminal, _, chain = front.rpartition("/")
        is_seq = seq.isascii() and seq.isdecimal() and len(seq) <= SEQ_DIGITS_MAX
        is_chain = chain and len(chain) % 2 == 0 and HEX_DIGITS.issuperset(chain)
        if not (terminal and is_seq and is_chain):
            return None
        return cls(terminal, bytes.fromhex(chain), int(seq))
