"""What can be wrong with an evidence file, before one can look at what it says."""


class EvidenceFault(Exception):
    """Something with the evidence does not work."""


class NotEvidence(EvidenceFault, ValueError):
    """The file is not one that central made, or too damaged to be read."""
