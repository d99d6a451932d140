"""The tables of core, one file a table or a close pair."""

from songjieyou.core.models.calendar import CalendarProposal, CalendarVersion
from songjieyou.core.models.deadline import Deadline
from songjieyou.core.models.event import Delivery, Event, EventSubject
from songjieyou.core.models.feedback import Feedback, FeedbackMessage
from songjieyou.core.models.file import Attachment, StoredFile
from songjieyou.core.models.notice import Notice
from songjieyou.core.models.park import Department, Park, Team, Zone
from songjieyou.core.models.person import Person
from songjieyou.core.models.rate import Rate
from songjieyou.core.models.role import RoleAssignment
from songjieyou.core.models.submission import Submission
from songjieyou.core.models.work import Heartbeat, Schedule

__all__ = [
    "Attachment",
    "CalendarProposal",
    "CalendarVersion",
    "Deadline",
    "Delivery",
    "Department",
    "Event",
    "EventSubject",
    "Feedback",
    "FeedbackMessage",
    "Heartbeat",
    "Notice",
    "Park",
    "Person",
    "Rate",
    "RoleAssignment",
    "Schedule",
    "StoredFile",
    "Submission",
    "Team",
    "Zone",
]
