"""What `/ui/` shows: each component with an example that is drawn by its own template, and when to use it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, engines
from django.utils.safestring import SafeString

from songjieyou.ui import shapes
from songjieyou.ui.shapes import Link

BEIJING = timezone(timedelta(hours=8))
NOWHERE = "#"


class Example(NamedTuple):
    """`values` are what the template is included with."""

    template: str
    values: Mapping[str, Any]
    title: str = ""


class Section(NamedTuple):
    """`name` is the address within the page and the name of the snapshot; `use` says when."""

    name: str
    title: str
    use: str
    examples: tuple[Example, ...]


class SampleForm(forms.Form):
    name = forms.CharField(label="联系人", help_text="园区与您联系时怎么称呼。")
    phone = forms.RegexField(r"^\d+$", label="手机", error_messages={"invalid": "请填写电话号码，只能有数字。"})
    kind = forms.ChoiceField(
        label="诉求种类",
        choices=[("problem", "问题"), ("suggestion", "建议"), ("question", "咨询")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    agreed = forms.BooleanField(label="我已核对，以上内容属实")


class SampleUpload(forms.Form):
    file = forms.FileField(label="营业执照", help_text="PDF 或图片，不超过 20 MB。")


class SampleFilters(forms.Form):
    words = forms.CharField(label="名称或登录名", required=False)
    role = forms.ChoiceField(label="角色", choices=[("", "全部"), ("officer", "联点干部")], required=False)
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("active", "在用")], required=False)


def drawn(example: Example, request: HttpRequest) -> SafeString:
    """The example as its template draws it, without what the house adds to every page."""
    template = engines["django"].engine.get_template(example.template)  # type: ignore[attr-defined]
    drawing: SafeString = template.render(Context({**example.values, "request": request}))
    return drawing


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2024, 9, day, hour, minute, tzinfo=BEIJING)


MATCH = shapes.Match(
    title="工业企业技术改造贷款贴息",
    href=NOWHERE,
    verdict="待补充",
    amount="104 万元",
    amount_kind="上限，以审定为准",
    note="申报窗口 2024-09-01 至 2024-10-31",
    conditions=(
        shapes.Condition("在园区内从事工业生产", "true", "国民经济行业 C3484", "市场监管登记 2024-01-15", "第二条"),
        shapes.Condition("规模以上工业企业", "true", "是", "企业填报 2024-08-30", "第二条"),
        shapes.Condition("设备投资不低于 200 万元", "true", "520 万元", "设备清单 2024-09-02", "第三条（一）"),
        shapes.Condition("贷款利率不高于同期 LPR 加 50 个基点", "true", "3.20%", "贷款合同 2024-03-11", "第三条（二）"),
        shapes.Condition("上年度研发费用占比不低于 3%", "unknown", clause="第三条（三）", ask=NOWHERE),
    ),
)
FAILED = shapes.Match(
    title="专精特新“小巨人”企业认定",
    href=NOWHERE,
    verdict="不符合",
    conditions=(
        shapes.Condition("已认定为专精特新中小企业", "true", "2023 年认定", "称号 2023-07-01"),
        shapes.Condition(
            "从事特定细分市场满 3 年", "false", "2 年", "企业填报 2024-08-30", gap="还差 1 年，2025 年 3 月可以达到"
        ),
    ),
)
ENTRIES = (
    shapes.Entry(_at(9, 9, 12), "陈一诺", "提出诉求", "厂区变压器容量不足，新生产线无法投产。"),
    shapes.Entry(_at(9, 10, 5), "受理员", "已受理"),
    shapes.Entry(_at(9, 14, 30), "专班（调度）", "交办经济发展局主办", "办理期限 2024-09-20。"),
    shapes.Entry(_at(10, 8, 50), "经济发展局", "已签收，正在办理", current=True),
)
TASKS = (
    shapes.Task("企业基本情况", "已完成", NOWHERE, kind="done"),
    shapes.Task("设备清单", "待补充", NOWHERE, "还差 2 张发票。", "act"),
    shapes.Task("贷款合同", "还剩 1 天", NOWHERE, kind="near"),
    shapes.Task("信用承诺", "已超期 2 天", NOWHERE, kind="late"),
    shapes.Task("核对并提交", "还不能开始", hint="前面各项完成后可以提交。"),
)
BOXES = (
    shapes.Box("216", "诉求总数", NOWHERE, "件", "本次行动中各渠道提出的诉求。"),
    shapes.Box("175", "已解决", NOWHERE, "件", "企业确认已经解决的问题。"),
    shapes.Box("3", "超期", NOWHERE, "件", "超过办理期限、还没有答复的任务。", late=True),
)
RATES = (
    shapes.Rate("响应率", 203, 216, "按期首次联系 ÷ 应联系", NOWHERE),
    shapes.Rate("解决率", 175, 216, "企业确认解决 ÷ 已办结并受理", NOWHERE),
    shapes.Rate("满意率", 0, 0, "满意 ÷ 已评价；未评价不计入", NOWHERE),
)
TABLE = shapes.Table(
    (shapes.Column("企业"), shapes.Column("联点干部"), shapes.Column("申报金额（万元）", figures=True)),
    (
        (shapes.Cell("清江一号精密机械有限公司", NOWHERE), shapes.Cell("林知行"), shapes.Cell("1,040.00")),
        (shapes.Cell("清江二号新材料有限公司", NOWHERE), shapes.Cell("林知行"), shapes.Cell("350.00")),
    ),
)
ROWS = (
    shapes.Row("企业名称", "清江一号精密机械有限公司"),
    shapes.Row("联系人", "李办通", NOWHERE),
    shapes.Row("邮箱", "", NOWHERE),
)
STEPS = (
    shapes.Step("填写", "done"),
    shapes.Step("上传材料", "done"),
    shapes.Step("核对", "current"),
    shapes.Step("提交"),
)
LINKS = (Link("待办", NOWHERE, current=True, number=3), Link("已办", NOWHERE, number=0), Link("全部", NOWHERE))
PAGE = Paginator(range(216), 25).page(2)
WRONG = SampleForm({"name": "", "phone": "打我电话", "kind": "problem", "agreed": "on"}, auto_id="wrong_%s")
ROOMS = (
    shapes.Room("消息", "与您有关的事，看过的和没看过的。", NOWHERE),
    shapes.Room("政策体检", "逐项列出符合的政策、能得的金额和理由。"),
)

SECTIONS = (
    Section(
        "page-head",
        "页面标题",
        "每页一个标题，至多一个主要操作。标题说这是什么，不说“欢迎”。",
        (
            Example(
                "ui/page_head.html",
                {
                    "title": "我的诉求",
                    "lead": "每一步由谁办、何时办完，都在这里。",
                    "action": Link("提出诉求", NOWHERE),
                },
            ),
        ),
    ),
    Section(
        "menu",
        "主导航与所在位置",
        "主导航只列这个人能打开的页面，当前页有金线。第二层以下的页面加所在位置。",
        (
            Example("ui/menu.html", {"links": LINKS, "label": "主导航示例"}),
            Example(
                "ui/crumbs.html", {"links": (Link("我的首页", NOWHERE), Link("系统管理", NOWHERE), Link("人员", ""))}
            ),
        ),
    ),
    Section(
        "side",
        "侧边导航",
        "一组同类页面（如系统管理）用侧边导航，和 .columns 一起用；手机上排在正文之前。",
        (Example("ui/side.html", {"links": LINKS, "label": "侧边导航示例"}),),
    ),
    Section(
        "tabs",
        "页签",
        "同一对象的几个视图。页签就是链接，可以收藏和转发。",
        (Example("ui/tabs.html", {"links": LINKS, "label": "页签示例"}),),
    ),
    Section(
        "tag",
        "标签",
        "一个词说明状态。已完成不上色块；只有需要处理的才着色；红色只表示超期。",
        tuple(
            Example("ui/tag.html", {"label": label, "kind": kind})
            for label, kind in (
                ("已受理", ""),
                ("待您处理", "act"),
                ("还剩 1 天", "near"),
                ("已超期", "late"),
                ("已完成", "done"),
            )
        ),
    ),
    Section(
        "banner",
        "提示条",
        "刚做完的事，或这一页的人都要知道的事。一页至多一条。",
        (
            Example("ui/banner.html", {"title": "已保存", "kind": "done"}),
            Example(
                "ui/banner.html", {"title": "2027 年的工作日历还没有发布", "words": "涉及 2027 年的期限是暂定的。"}
            ),
            Example("ui/banner.html", {"title": "申报窗口还有 3 天关闭", "kind": "near"}),
            Example("ui/banner.html", {"title": "这件任务已超期 2 天", "kind": "late"}),
        ),
    ),
    Section(
        "empty",
        "空状态",
        "没有内容时说明为什么没有、以后会有什么、现在可以做什么。不留白，不摆插画。",
        (
            Example(
                "ui/empty.html",
                {
                    "title": "还没有诉求",
                    "words": "您提出的困难、建议和咨询会列在这里，直到您确认办结。",
                    "action": Link("提出诉求", NOWHERE),
                },
            ),
        ),
    ),
    Section(
        "boxes",
        "数字之门",
        "一个数字一扇门，点开就是它所数的清单。数字下面写明口径。",
        (Example("ui/boxes.html", {"boxes": BOXES}),),
    ),
    Section(
        "rates",
        "三率",
        "比率总是和分子、分母一起出现，点开看明细；没有分母时写“—”，不写 0%。",
        (Example("ui/rates.html", {"rates": RATES}),),
    ),
    Section(
        "rooms",
        "房间",
        "首页上的去处。能用的可以点；尚未建成的写明将来有什么。",
        (Example("ui/rooms.html", {"rooms": ROOMS}),),
    ),
    Section(
        "tasks",
        "任务清单",
        "一件事分几步、次序不限时使用，如一份申报的各部分。",
        (Example("ui/tasks.html", {"tasks": TASKS}),),
    ),
    Section(
        "match",
        "匹配卡",
        "一项政策与一家企业：满足几条，每条的事实、来源和日期；缺的写明补哪一项。",
        (Example("ui/match.html", {"match": MATCH}), Example("ui/match.html", {"match": FAILED}, "不符合")),
    ),
    Section(
        "timeline",
        "办理过程",
        "一件事从头到现在：何时、谁、做了什么。现在所处的一步是实心点。",
        (Example("ui/timeline.html", {"entries": ENTRIES}),),
    ),
    Section(
        "filters",
        "筛选清单",
        "用 GET 提交，网址可以转发。最常用的一个条件在外面，其余在“更多条件”里；清单放在 id=results 的元素里。",
        (
            Example("ui/filters.html", {"form": SampleFilters(auto_id="filter_%s")}),
            Example("ui/chips.html", {"chips": (Link("联点干部", NOWHERE), Link("在用", NOWHERE)), "clear": NOWHERE}),
            Example("ui/pager.html", {"page": PAGE}, "条数与翻页"),
        ),
    ),
    Section(
        "table",
        "表格",
        "数字右对齐，单位写在表头。手机上每行变成一张卡片。",
        (Example("ui/table.html", {"table": TABLE, "caption": "申报企业"}),),
    ),
    Section(
        "facts",
        "要点清单",
        "对象的基本情况；提交前的核对页也用它，每行可以修改。",
        (Example("ui/facts.html", {"rows": ROWS}),),
    ),
    Section(
        "steps",
        "步骤",
        "必须按次序完成的几步，三到五步。",
        (Example("ui/steps.html", {"steps": STEPS}),),
    ),
    Section(
        "form",
        "表单与出错提示",
        "一列到底，标签在上。出错时顶部汇总并逐项链接，字段旁再说一次；已填的内容都在。",
        (Example("ui/form_sample.html", {"form": WRONG}),),
    ),
    Section(
        "upload",
        "上传",
        "每个上传字段都带非涉密提示，由字段模板自动加上。",
        (Example("ui/form_sample.html", {"form": SampleUpload(auto_id="upload_%s")}),),
    ),
    Section(
        "panel",
        "办成页",
        "一件大事办成之后单独一页：办成了什么、编号、接下来会怎样。",
        (
            Example(
                "ui/panel.html",
                {
                    "title": "诉求已提交",
                    "number": "2024-0912-0031",
                    "words": "受理员会在一个工作日内与您联系。",
                    "action": Link("查看办理过程", NOWHERE),
                },
            ),
        ),
    ),
)
