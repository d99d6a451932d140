"""Tables of the register."""

from songjieyou.enterprises.models.authorisation import Authorisation
from songjieyou.enterprises.models.enterprise import Enterprise
from songjieyou.enterprises.models.fact import Standing, Statement
from songjieyou.enterprises.models.subject import Subject

__all__ = ["Authorisation", "Enterprise", "Standing", "Statement", "Subject"]
