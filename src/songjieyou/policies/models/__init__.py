"""Tables of 送."""

from songjieyou.policies.models.match import Match
from songjieyou.policies.models.matched import FirmMatched, ItemMatched
from songjieyou.policies.models.turn import Turn

__all__ = ["FirmMatched", "ItemMatched", "Match", "Turn"]
