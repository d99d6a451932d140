"""`./sjy bench checkup`, short: it measures a real page and a real paper, and says whether the page is quick enough."""

import pytest

from songjieyou.devtools import bench


def test_it_measures_the_page_and_the_paper(capfd: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["checkup", "--times", "1"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "CPU", "测算", "网页", "网页，展开一组", "排一页纸", "下载一页纸", "网页，展开一组：目标不超过",
    ]  # fmt: skip
