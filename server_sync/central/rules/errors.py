"""What can be wrong with what the rules are given."""


class BadScenario(ValueError):
    """The scenario is refused; the message is one line that says why."""
