"""Faults that prevent an evidence file from being checked."""


class EvidenceFault(Exception):
    """An evidence file cannot be checked."""


class NotEvidence(EvidenceFault, ValueError):
    """The file is not one that central made, or too damaged to be read."""
