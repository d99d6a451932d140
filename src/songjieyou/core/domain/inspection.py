"""What inspectors do is looked at too."""

from django.db import transaction

from songjieyou.core.events.catalogue import CodeName, InspectionOpened, Number
from songjieyou.core.events.log import record
from songjieyou.core.models import Person


@transaction.atomic
def note_opening(*, person: Person, route: str, number: int) -> None:
    """Write down that an inspector has opened a page. Event: inspection.opened."""
    record(InspectionOpened(route=CodeName(route), number=Number(number)), park=person.park, by=person)
