"""Tables of the register."""

from songjieyou.enterprises.models.authorisation import Authorisation, Capacity
from songjieyou.enterprises.models.enterprise import Enterprise
from songjieyou.enterprises.models.fact import Standing, Statement
from songjieyou.enterprises.models.subject import Subject
from songjieyou.enterprises.models.table_import import ImportBatch, TableImport

__all__ = [
    "Authorisation",
    "Capacity",
    "Enterprise",
    "ImportBatch",
    "Standing",
    "Statement",
    "Subject",
    "TableImport",
]
