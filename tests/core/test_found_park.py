"""The first park of an empty database."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from songjieyou.core.enums import ADMINISTRATORS
from songjieyou.core.models import Park, Person, RoleAssignment

pytestmark = pytest.mark.django_db
PEOPLE = {"system_admin": "zhang:张三", "security_admin": "li:李四", "audit_admin": "wang:王五"}


def found(**changes: str) -> str:
    out = io.StringIO()
    call_command("found_park", "甲经开区", "甲", stdout=out, **PEOPLE | changes)
    return out.getvalue()


def test_three_people_can_begin() -> None:
    passwords = dict(re.findall(r"  (\w+)  (\S+)", found()))
    people = {person.username: person for person in Person.objects.all()}
    assert people.keys() == passwords.keys() == {"zhang", "li", "wang"}
    assert all(people[name].check_password(password) for name, password in passwords.items())
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == set(ADMINISTRATORS)


@pytest.mark.parametrize("wrong", [{"audit_admin": "wang"}, {"audit_admin": "zhang:张三"}])
def test_all_or_nothing(wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError, match="没有改动"):
        found(**wrong)
    assert not Park.objects.exists()
    assert not Person.objects.exists()


def test_a_park_is_founded_once() -> None:
    found()
    with pytest.raises(CommandError, match="已经有"):
        found()
    assert Person.objects.count() == 3
