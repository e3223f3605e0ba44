"""The tables of version 0001, written out: they stay as they are for ever."""
