"""Every table has a scope, and it is the one written down by hand."""

import pytest

from tests.web.matrix.asked import Asked
from tests.web.matrix.scopes import SCOPES, ours, wrong_scopes

pytestmark = pytest.mark.django_db


def test_every_table_has_its_line() -> None:
    assert SCOPES.keys() == ours().keys()


def test_everybody_reaches_what_is_theirs_and_no_more(asked: Asked) -> None:
    assert list(wrong_scopes(asked)) == []
