"""Tables of the policy library."""

from songjieyou.policies.models.column import ColumnEntry, PolicyColumn
from songjieyou.policies.models.hidden import HiddenItem

__all__ = ["ColumnEntry", "HiddenItem", "PolicyColumn"]
