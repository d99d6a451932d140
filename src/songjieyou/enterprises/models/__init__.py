"""Tables of the register."""

from songjieyou.enterprises.models.authorisation import Authorisation, Capacity
from songjieyou.enterprises.models.charge import Charge
from songjieyou.enterprises.models.contact import Contact
from songjieyou.enterprises.models.enterprise import Enterprise
from songjieyou.enterprises.models.fact import Standing, Statement
from songjieyou.enterprises.models.subject import Subject

__all__ = ["Authorisation", "Capacity", "Charge", "Contact", "Enterprise", "Standing", "Statement", "Subject"]
