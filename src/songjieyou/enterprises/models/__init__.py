"""Tables of the register."""

from songjieyou.enterprises.models.authorisation import Authorisation
from songjieyou.enterprises.models.charge import Charge
from songjieyou.enterprises.models.claim_code import ClaimCode
from songjieyou.enterprises.models.contact import Contact
from songjieyou.enterprises.models.enterprise import Enterprise
from songjieyou.enterprises.models.fact import Standing, Statement
from songjieyou.enterprises.models.project import Clearance, Funding, PoolEntry
from songjieyou.enterprises.models.subject import Subject
from songjieyou.enterprises.models.table_import import ImportBatch, TableImport
from songjieyou.enterprises.models.title import Title

__all__ = [
    "Authorisation",
    "Charge",
    "ClaimCode",
    "Clearance",
    "Contact",
    "Enterprise",
    "Funding",
    "ImportBatch",
    "PoolEntry",
    "Standing",
    "Statement",
    "Subject",
    "TableImport",
    "Title",
]
