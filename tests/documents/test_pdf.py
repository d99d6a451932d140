"""The ground under all documents: text stays text, bytes stay the same, and fonts are asked for by name."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
import typst

from songjieyou.documents import pdf as documents
from songjieyou.documents.checkup import Line, Sheet, checkup_pdf
from songjieyou.documents.pdf import NO_FONTS, FontsMissingError, clean, families
from tests.documents.papers import meta, pages

ON = date(2026, 3, 4)
PROGRAMS = [
    '#import "x": y',
    "*粗*_斜_`原`",
    "$x^2$",
    '#read("/etc/passwd")',
    "= 标题",
    "\\ ~ -- \\u{41} // 注",
    "]#panic()[",
    "<标签> @引用",
    '"},{"park":"别处',
]


@pytest.mark.parametrize("text", PROGRAMS)
def test_what_looks_like_a_program_is_only_text(text: str) -> None:
    line = Line(text, text, "1元", text)
    content = checkup_pdf(Sheet("甲", text, ON, "1 项", fits=[line], questions=[text]))
    (page,) = pages(content)
    assert page.count("".join(text.split())) == 5
    assert meta(content)["/Title"] == f"政策体检 {text}"


def test_the_same_values_of_a_day_make_the_same_bytes() -> None:
    made = {checkup_pdf(Sheet("甲", "甲公司", ON, "1 项")) for _ in range(3)}
    assert len(made) == 1
    assert meta(made.pop())["/CreationDate"] == "D:20260303160000Z", "midnight in Beijing"


def test_several_at_once_do_not_disturb_each_other() -> None:
    sheets = [Sheet("甲", f"第{number}家", ON, "1 项") for number in range(8)]
    alone = [checkup_pdf(sheet) for sheet in sheets]
    made: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=lambda number=number: made.update({number: checkup_pdf(sheets[number])}))
        for number in range(len(sheets))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [made[number] for number in range(len(sheets))] == alone


def test_without_a_chinese_font_it_says_what_to_install() -> None:
    with pytest.raises(FontsMissingError) as told:
        families(typst.Fonts(include_system_fonts=False))
    assert str(told.value) == NO_FONTS
    assert "fonts-noto-cjk" in NO_FONTS


def test_one_style_stands_in_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    here = families(typst.Fonts())
    monkeypatch.setattr(documents, "SERIF", ())
    assert families(typst.Fonts()) == {"serif": here["sans"], "sans": here["sans"]}


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("甲公司", "甲公司"),
        ("一二三四五", "一二三四五"),
        ("一二三四五六", "一二三四…"),
        (" 甲\n\t 乙　丙 ", "甲 乙 丙"),
        ("甲\u202e\u200b\x00乙", "甲乙"),
        ("𠮷野", "𠮷野"),
    ],
)
def test_a_text_becomes_one_line_of_bounded_length(text: str, cut: str) -> None:
    assert clean(text, 5) == cut


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("甲\U000323b0公司", "甲〓公司"),
        ("甲\U000323b0\U000323b1公司\U000323b0", "甲〓〓公司〓"),
        ("甲\ue000公司", "甲〓公司"),
        ("甲\uffff公司", "甲〓公司"),
        ("甲𠮷㐂公司", "甲𠮷㐂公司"),
    ],
)
def test_what_no_font_can_show_has_the_sign_of_printers(name: str, shown: str) -> None:
    (page,) = pages(checkup_pdf(Sheet("甲", name, ON, "1 项")))
    assert f"2026年3月4日{shown}政策体检" in page


def test_another_fault_is_not_hidden() -> None:
    with pytest.raises(typst.TypstError, match="dictionary does not contain key"):
        documents.pdf("checkup", {}, on=ON)


def test_no_template_reads_anything_else() -> None:
    for template in Path(documents.TEMPLATES).iterdir():
        source = template.read_text(encoding="utf-8")
        assert not any(word in source for word in ("#import", "#include", "read(", "image(", "plugin(", "eval("))
