"""The tables of core, one file a table or a close pair."""

from songjieyou.core.models.event import Delivery, Event
from songjieyou.core.models.park import Department, Park, Team, Zone
from songjieyou.core.models.person import Person
from songjieyou.core.models.rate import Rate
from songjieyou.core.models.role import RoleAssignment
from songjieyou.core.models.submission import Submission
from songjieyou.core.models.work import Heartbeat, Schedule

__all__ = [
    "Delivery",
    "Department",
    "Event",
    "Heartbeat",
    "Park",
    "Person",
    "Rate",
    "RoleAssignment",
    "Schedule",
    "Submission",
    "Team",
    "Zone",
]
