"""The files that we hand out, opened by LibreOffice: what it shows is what was meant, and nothing was computed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from songjieyou.enterprises.domain.imports import copy_of
from tests.enterprises.excel.tables import firm
from tests.park import World
from tests.spreadsheet import opened
from tests.web.enterprise.test_imports import NOW, SHOWN, body, client, full, pytestmark, staged, world

__all__ = ["NOW", "client", "full", "pytestmark", "world"]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


def test_the_register_as_a_spreadsheet_shows_it(full: World, client: Client, tmp_path: Path, profile: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(body(client.get("/enterprises/register.xlsx")))
    rows = opened(path, "Sheet1", profile)
    assert [row[1] for row in rows] == ["企业名称", "=HYPERLINK(清江)有限公司", "canary-firm", "canary-other-firm"]
    assert rows[2] == SHOWN, "0111 keeps its zero, and a credit code all its digits"


def test_the_template_as_a_spreadsheet_shows_it(client: Client, tmp_path: Path, profile: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(body(client.get("/enterprises/template.xlsx")))
    rows = opened(path, "企业", profile)
    assert rows[0][:4] == ["统一社会信用代码", "企业名称", "主体类型", "行业代码"]
    assert rows[1][:5] == [
        "（示例）91430100MA00000000",
        "示例企业有限公司（本行不导入）",
        "公司法人",
        "0111 稻谷种植",
        "2012-05-18",
    ]


def test_the_copy_with_faults_as_a_spreadsheet_shows_it(world: World, tmp_path: Path, profile: Path) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(copy_of(staged(world, firm(1, 行业="0999", 名称="=1+1", 资本="-2+3"))))
    [_, row] = opened(path, "企业", profile)
    assert row[1:6] == ["=1+1", "0999", "2012-05-18", "-2+3", "是"]
    assert "没有这个代码" in row[-1]
    assert "金额的单位应是" in row[-1]
