"""Tables of 送."""

from songjieyou.policies.models.column import ColumnEntry, PolicyColumn
from songjieyou.policies.models.hidden import HiddenItem
from songjieyou.policies.models.own import Acknowledgement, OwnPolicy, Review, Revision

__all__ = ["Acknowledgement", "ColumnEntry", "HiddenItem", "OwnPolicy", "PolicyColumn", "Review", "Revision"]
