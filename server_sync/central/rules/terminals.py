"""Which terminals were in use at a site on which day (docs/rules.md section 4)."""

from datetime import date

from server_sync.central.rules.facts import Site, TerminalId, Use


class SiteTerminals:
    """The terminals of a site, each with the dates on which it was in use."""

    __slots__ = ("_names", "_uses")

    def __init__(self, site: Site) -> None:
        self._names = site.terminals
        self._uses: dict[TerminalId, list[Use]] = {}
        for use in site.uses:
            self._uses.setdefault(use.terminal, []).append(use)

    def in_use(self, day: date) -> list[TerminalId]:
        """Name the terminals that were in use that day."""
        if not self._uses:
            return list(self._names)
        return [name for name in self._names if self._was_used(name, day, day)]

    def any_in_use(self, first: date, last: date) -> bool:
        """Tell whether a terminal was in use on some day from first to last."""
        return any(self._was_used(name, first, last) for name in self._names)

    def _was_used(self, name: TerminalId, first: date, last: date) -> bool:
        uses = self._uses.get(name)
        return uses is None or any(
            use.first <= last and (use.last is None or first <= use.last)
            for use in uses
        )
