"""Tables of 送."""

from songjieyou.policies.models.column import ColumnEntry, PolicyColumn
from songjieyou.policies.models.hidden import HiddenItem
from songjieyou.policies.models.match import Match
from songjieyou.policies.models.matched import FirmMatched, ItemMatched
from songjieyou.policies.models.own import Acknowledgement, OwnPolicy, Review, Revision
from songjieyou.policies.models.turn import Turn

__all__ = [
    "Acknowledgement",
    "ColumnEntry",
    "FirmMatched",
    "HiddenItem",
    "ItemMatched",
    "Match",
    "OwnPolicy",
    "PolicyColumn",
    "Review",
    "Revision",
    "Turn",
]
