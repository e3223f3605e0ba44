"""What can be wrong at central."""


class CentralFault(Exception):
    """Something at central does not work."""


class UnsafeDatabase(CentralFault, OSError):
    """This database could lose what it has confirmed; central does not start on it."""


class BadScenario(CentralFault, ValueError):
    """The scenario cannot be used; the message is one line that says why."""


class NotKnown(CentralFault, LookupError):
    """There is no such person, site or fact."""


class BadCpr(CentralFault, ValueError):
    """This cannot be a CPR number; ten digits that begin with a date."""


class BackupFailed(CentralFault, OSError):
    """No copy of the database was made; the ones before it stay."""


class BadLaw(CentralFault, ValueError):
    """This list of limits and groups cannot be used; the one before it stays."""


class BadCode(CentralFault, ValueError):
    """This enrolment code is not in use: it was used, is too old, or never was one."""


class NotTheSame(CentralFault, ValueError):
    """Two things that a person compared, or that must fit, are not the same."""


class NoReason(CentralFault, ValueError):
    """A person decided something and did not say why; nothing was kept."""


class StampFailed(CentralFault, OSError):
    """No authority stamped a day's root. Trying again helps; nothing waits for it."""


class BadCourse(CentralFault, ValueError):
    """Nobody can have this course; the message says why. Nothing was kept."""


class UnusableSchema(CentralFault, RuntimeError):
    """This program cannot work on this database's schema; the message says what to do.

    Nothing was changed.
    """


class MigrationFailed(CentralFault, RuntimeError):
    """The schema was not brought up, and is as it was before."""


class OneMunicipalityOnly(CentralFault, ValueError):
    """A second municipality on SQLite; the message says what to do instead."""
