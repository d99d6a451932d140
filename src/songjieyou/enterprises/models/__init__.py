"""Tables of the register."""

from songjieyou.enterprises.models.authorisation import Authorisation, Capacity
from songjieyou.enterprises.models.claim_code import ClaimCode
from songjieyou.enterprises.models.enterprise import Enterprise
from songjieyou.enterprises.models.fact import Standing, Statement
from songjieyou.enterprises.models.subject import Subject

__all__ = ["Authorisation", "Capacity", "ClaimCode", "Enterprise", "Standing", "Statement", "Subject"]
