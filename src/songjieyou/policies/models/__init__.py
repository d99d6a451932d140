"""Tables of 送."""

from songjieyou.policies.models.own import Acknowledgement, OwnPolicy, Review, Revision

__all__ = ["Acknowledgement", "OwnPolicy", "Review", "Revision"]
