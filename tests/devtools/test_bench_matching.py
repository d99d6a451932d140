"""`./sjy bench matching`, short: a park is matched while somebody sends a form."""

import pytest

from songjieyou.devtools import bench


def test_it_matches_a_park_while_forms_are_sent(capfd: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["matching", "--firms", "3"]) == 0
    said = capfd.readouterr().out
    assert "3 firms, " in said
    assert "everything again, nothing has changed: " in said
    assert "one item at the most: " in said
    assert "the slowest of the forms sent meanwhile: " in said
