"""Every look at a person's page is written in the journal, and so reaches central."""

from kiosk.entry import Look
from kiosk.errors import JournalUnavailable
from kiosk.page.books import Act
from kiosk.page.shared import asked, moment, new_token, page
from kiosk.roster import Person


def look_is_written(person: Person) -> bool:
    """Write down that who is logged in sees this person's page, before it is shown.

    False says that it could not be written: then the page is not to be shown.
    """
    question = asked()
    look = Look(person=person.id, by=question.by, at=question.now)
    act = Act(once=new_token(), what="look")
    try:
        page().books.write(act, moment(), lambda _stands: [look])
    except JournalUnavailable:
        return False
    return True
