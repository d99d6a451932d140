"""Markings of secrecy, and what merely sounds like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core.files.markings import marked_name, marked_text

MARKED = [
    "机密★10年",
    "秘密★",
    "绝密★长期",
    "机 密 ★ 1 年",
    "机密☆5年",
    "机密*10年",
    "秘密＊6个月",
    "000012  机密★10年  特急",
    "秘密",
    "  秘　密  ",
    "【机密】",
    "（绝密）",
    "机密级",
    "秘密10年",
    "密级：机密",
    "密级: 内部",
    "保密级别：秘密★1年",
    "秘\u200b密",
    "内部资料",
    "内部资料 注意保管",
    "内部资料，严禁外传",
    "内部文件",
    "内部",
    "（内部）",
    "内部使用",
    "仅供内部使用",
    "内部★",
    "内部资料·请妥善保管。",
    "工作秘密",
    "工作秘密★",
    "绝密★启用前",
]
MENTIONED = [
    "商业秘密",
    "双方应当保守商业秘密。",
    "内部控制",
    "内部控制制度",
    "内部审计",
    "公司内部管理",
    "国家秘密、商业秘密和个人隐私",
    "不得泄露工作中知悉的国家秘密",
    "密级：公开",
    "密级：无",
    "机密性",
    "保密协议",
    "内部网络",
    "内部结构图",
    "企业内部人员 12 人",
    "秘密级以上的项目不适用本办法",
    "涉及秘密的，按规定办理",
    "内部资料管理办法已经制定",
    "绝密计划是一部电影的名字",
    "★★★★★",
]
MARKED_NAMES = [
    "【秘密】方案.pdf",
    "机密-调度.docx",
    "方案（内部）.xlsx",
    "内部资料_2024.pdf",
    "绝密★启用前.docx",
    "秘密.txt",
    "方案 机密 定稿.pdf",
    "2024.内部文件.pdf",
    "仅供内部使用.pdf",
]
HARMLESS_NAMES = [
    "商业秘密保护制度.pdf",
    "内部控制手册.docx",
    "内部审计报告.pdf",
    "保密协议.pdf",
    "内部结构图.png",
    "非涉密承诺书.pdf",
    "营业执照.jpg",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_marking(text: str) -> None:
    assert marked_text(text)
    assert marked_text(f"关于某事的通知\n{text}\n各部门：")


@pytest.mark.parametrize("text", MENTIONED)
def test_a_mention(text: str) -> None:
    assert not marked_text(text)
    assert not marked_text(f"第一条\n{text}\n第二条")


@pytest.mark.parametrize("name", MARKED_NAMES)
def test_a_marked_name(name: str) -> None:
    assert marked_name(name)


@pytest.mark.parametrize("name", HARMLESS_NAMES)
def test_a_harmless_name(name: str) -> None:
    assert not marked_name(name)


@given(st.sampled_from(["机密★10年", "秘密★", "绝密★"]), st.text(), st.text())
def test_a_starred_marking_is_seen_wherever_it_stands(marking: str, before: str, after: str) -> None:
    assert marked_text(f"{before}\n{marking}\n{after}")


PLAIN = st.text(alphabet="企业应当保守其的和制度管理", min_size=1)


@given(PLAIN, st.sampled_from(["秘密", "机密", "内部", "内部资料"]), PLAIN)
def test_the_words_inside_a_sentence_are_no_marking(before: str, word: str, after: str) -> None:
    assert not marked_text(f"{before}{word}{after}")
