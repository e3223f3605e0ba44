"""The prompts that ask a person to look (docs/rules.md section 6): all thirteen.

A prompt is never a decision. It is raised while its condition holds; nothing here
remembers that it was.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from server_sync.central.rules.calendar import date_of
from server_sync.central.rules.facts import Course, Instant, PersonId, Site
from server_sync.central.rules.judged import Judged
from server_sync.central.rules.prompt import Prompt
from server_sync.central.rules.prompts_of_course import prompts_of_course
from server_sync.central.rules.prompts_of_site import prompts_of_site


def prompts(
    courses: Iterable[Course],
    judged: Iterable[Judged],
    *,
    site: Site,
    unknown_card_dates: Iterable[date],
    as_of: Instant,
) -> tuple[Prompt, ...]:
    """Raise every prompt whose condition holds; sorted by key, person, date.

    Args:
        courses: the courses asked about; a person's courses do not overlap.
        judged: all that was judged of their sessions up to the date of `as_of`. More
            dates change nothing.
        site: the site of all of them; for `over_capacity` and `many_unclarified`
            the courses must be all that it has.
        unknown_card_dates: the site's dates on which a tap lies (an uncertain one's
            `lo`), known at `as_of`, with a card that nobody held, unresolved
            (`known.unknown_card_dates`).
        as_of: the instant at which the conditions are looked at.
    """
    today = date_of(as_of, site.zone)
    rows = sorted(
        (row for row in judged if row.date <= today),
        key=lambda row: (row.date, row.start, row.end),
    )
    of_person: defaultdict[PersonId, list[Judged]] = defaultdict(list)
    for row in rows:
        of_person[row.person].append(row)
    raised = set(prompts_of_site(rows, site, unknown_card_dates, today))
    for course in courses:
        of_course = [
            row
            for row in of_person[course.person]
            if course.first <= row.date <= course.last
        ]
        raised.update(prompts_of_course(course, of_course, site, today, as_of))
    return tuple(sorted(raised, key=Prompt.in_order))
