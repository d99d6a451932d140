"""The shapes of every file of the pack: policies, vocabulary, dated tables, lists.

This table is the format: the loader checks files against it, the JSON Schema is written from it, and the reference part
of docs/policy-format.md is tested against it. Documentation strings are Chinese because editors show them to officers.
"""

from __future__ import annotations

from collections.abc import Mapping

from songjieyou.rules.language.shape import AnyOf, Anything, Key, Kind, Line, ListOf, MapOf, OneOf, Ref, Shape

TEXT = Line()
RULE = Line(rule=True)
DATE = Line(pattern=r"^\d{4}-\d{2}-\d{2}$")
TEXTS = AnyOf((TEXT, ListOf(TEXT)))
YES_NO = OneOf(("是", "否"))
VALUE = AnyOf((RULE, Ref("取值")))
SPAN = Ref("起止")

KINDS = ("金额", "数值", "比率", "个数", "月数", "分值", "文本", "选项", "多选", "代码", "地区", "日期", "是否")
CATEGORIES = ("奖补", "减免", "权益", "资质", "通道")
AMOUNT_KINDS = ("定额", "上限", "估算", "未见", "人工裁量")

BOUNDS = {
    "满": Key(RULE, "大于等于这个数"),
    "超过": Key(RULE, "大于这个数"),
    "至": Key(RULE, "小于等于这个数"),
    "不足": Key(RULE, "小于这个数"),
    "等于": Key(ListOf(TEXT, 1), "等于其中一个"),
}
LEAF_REQUIREMENT = {
    "规则": Key(RULE, "一行规则，要成立"),
    "不得": Key(RULE, "一行规则，要不成立"),
    "任一": Key(ListOf(Ref("分支"), 1), "其中一项成立即可"),
    "全部": Key(ListOf(Ref("分支"), 1), "各项都要成立"),
}
REQUIREMENT = {
    **LEAF_REQUIREMENT,
    "分档": Key(RULE, "按这个数分档，各档要求不同；与“档”同用"),
    "选择": Key(ListOf(Ref("要求选择"), 1), "按条件选用要求：第一个“当”成立的一行"),
}
TIERS_OF_REQUIREMENTS = {"档": Key(ListOf(Ref("要求档"), 1), "从上到下取第一个相符的一档")}
VALUE_FORMS = {
    "分档": Key(RULE, "按这个数分档；与“档”同用"),
    "按": Key(RULE, "同“分档”，评分和派生事实里常这样写"),
    "选择": Key(ListOf(Ref("值选择"), 1), "第一个“当”成立的一行"),
    "取高": Key(ListOf(VALUE, 1), "取最高的"),
    "取低": Key(ListOf(VALUE, 1), "取最低的"),
    "合计": Key(ListOf(VALUE, 1), "加在一起"),
}
TIERS_OF_VALUES = {"档": Key(ListOf(Ref("值档"), 1), "从上到下取第一个相符的一档")}
WHEN = {"当": Key(RULE, "成立时取这一行；不写是其余情形")}
CLAUSE = {
    "依据": Key(TEXT, "政策原文的条款"),
    "存疑": Key(TEXT, "原文含糊之处，随答复显示"),
    "说明": Key(TEXT, "给人看的说明"),
}

SHARED: Mapping[str, Shape] = {
    "取值": Shape(
        {**VALUE_FORMS, **TIERS_OF_VALUES},
        "取值：分档、选择、取高、取低、合计",
        one=(tuple(VALUE_FORMS),),
        needs={"分档": ("档",), "按": ("档",)},
    ),
    "值档": Shape({**BOUNDS, "得": Key(VALUE, "这一档的值", True)}, "不写界限的一档是其余情形"),
    "值选择": Shape(
        {**WHEN, "得": Key(VALUE, "这一行的值"), **VALUE_FORMS, **TIERS_OF_VALUES},
        "选择里的一行",
        one=(("得", *VALUE_FORMS),),
        needs={"分档": ("档",), "按": ("档",)},
    ),
    "逐月增量": Shape(
        {
            "逐月增量": Key(TEXT, "按月的事实", True),
            "期": Key(ListOf(TEXT, 2), "计算期：起月、止月", True),
            "基期": Key(ListOf(TEXT, 2), "对比期：起月、止月", True),
            "有效月": Key(OneOf(("大于0", "全部")), "哪些基期月算进基期月均；默认全部"),
            "对比": Key(OneOf(("月均", "对应月")), "每月与基期月均比（默认），或与基期对应的月比"),
            "负增量": Key(OneOf(("计零", "抵减")), "低于基期的月份：计零（默认）或抵减"),
        },
        "逐月比基期多出来的部分",
    ),
    "起止": Shape({"自": Key(DATE, "第一天"), "至": Key(DATE, "最后一天")}, "一段日期，两端都算在内"),
}

CONDITIONS: Mapping[str, Shape] = {
    "条件": Shape(
        {
            **REQUIREMENT,
            **TIERS_OF_REQUIREMENTS,
            "名": Key(TEXT, "这一条的名字，例子里可以引用"),
            "力度": Key(OneOf(("硬性", "原则上", "优先")), "硬性（默认）；原则上：不满足时人工裁量；优先：只影响排序"),
            "核验": Key(OneOf(("事实", "承诺", "审核时")), "事实（默认）；承诺、审核时：未知不妨碍符合，列为承诺"),
            "除非": Key(RULE, "这一行成立时，本条不作要求"),
            **CLAUSE,
        },
        "一条条件",
        one=(tuple(REQUIREMENT),),
        needs={"分档": ("档",), "档": ("分档",)},
    ),
    "分支": Shape(
        {**REQUIREMENT, **TIERS_OF_REQUIREMENTS, "名": Key(TEXT, "名字"), "除非": Key(RULE, "例外"), **CLAUSE},
        "任一、全部之下的一项",
        one=(tuple(REQUIREMENT),),
        needs={"分档": ("档",), "档": ("分档",)},
    ),
    "要求档": Shape({**BOUNDS, **LEAF_REQUIREMENT}, "界限加该档的要求", one=(tuple(LEAF_REQUIREMENT),)),
    "要求选择": Shape({**WHEN, **LEAF_REQUIREMENT}, "选择里的一行", one=(tuple(LEAF_REQUIREMENT),)),
}

AMOUNTS: Mapping[str, Shape] = {
    "补贴": Shape(
        {
            "性质": Key(OneOf(AMOUNT_KINDS), "定额、上限（不超过）、估算、未见、人工裁量", True),
            "方式": Key(OneOf(("补助", "抵税")), "补助（默认）或抵税"),
            "金额": Key(AnyOf((RULE, Ref("取值"), Ref("阶梯"))), "直接给出的金额；与“基数”二选一"),
            "基数": Key(AnyOf((OneOf(("未见",)), RULE, Ref("取值"), Ref("逐月增量"))), "按什么计算"),
            "以事实代": Key(TEXT, "基数或比例未见时，金额直接取这个事实"),
            "基数上限": Key(ListOf(Ref("基数上限"), 1), "基数至多算到多少"),
            "比例": Key(VALUE, "基数的百分之几"),
            "年数": Key(AnyOf((RULE, Ref("年数"))), "补几年；默认一次"),
            "上浮": Key(Ref("上浮"), "提高标准的情形"),
            "次序": Key(AnyOf((OneOf(("先浮后限", "先限后浮")), Ref("次序"))), "上浮与上限的先后；默认先浮后限"),
            "上限": Key(ListOf(Ref("上限"), 1), "各层封顶"),
            "取整": Key(Ref("取整"), "默认最后一次取整到分，四舍五入"),
            "分担": Key(ListOf(Ref("分担"), 1), "各层级各出多少"),
            "分期": Key(ListOf(Ref("分期"), 1), "分几期拨付"),
            "当年至多": Key(RULE, "抵税：当年至多抵多少"),
            "结转": Key(TEXT, "抵税：抵不完的可结转几年，如 3年"),
            **CLAUSE,
        },
        "这一事项的钱怎么算",
        needs={"以事实代": ("性质",), "结转": ("当年至多",)},
    ),
    "阶梯": Shape(
        {
            "阶梯": Key(RULE, "按这个数看上到哪一级", True),
            "首次": Key(OneOf(("是", "补差", "否")), "只奖第一次上到这一级；补差：减去以前上过的一级"),
            "档": Key(ListOf(Ref("阶梯档"), 1), "从低到高的各级", True),
            "再每满": Key(RULE, "超过最高一级后，每再满这么多"),
            "加": Key(RULE, "再加多少"),
        },
        "上一级台阶得一笔钱",
        needs={"再每满": ("加",), "加": ("再每满",)},
    ),
    "阶梯档": Shape({"满": Key(RULE, "大于等于", True), "得": Key(RULE, "得多少", True)}),
    "年数": Shape({"按": Key(RULE, "按这个期限", True), "至多": Key(RULE, "至多这么久")}),
    "上浮": Shape(
        {
            "方式": Key(
                OneOf(("按比例", "百分点", "连乘")), "按比例：相加后乘；百分点：加到比例上；连乘：逐项相乘", True
            ),
            "各项": Key(ListOf(Ref("上浮项"), 1), "各种情形", True),
            "至多": Key(RULE, "合计至多提高多少"),
        }
    ),
    "上浮项": Shape({"当": Key(RULE, "情形", True), "提高": Key(VALUE, "提高多少", True), **CLAUSE}),
    "次序": Shape(
        {
            "读法": Key(ListOf(OneOf(("先浮后限", "先限后浮")), 2), "几种读法", True),
            "采用": Key(OneOf(("较低", "较高")), "采用哪一种", True),
            "存疑": Key(TEXT, "为什么拿不准", True),
        }
    ),
    "上限": Shape(
        {
            "每": Key(TEXT, "每个什么：项目、企业、贷款……，可加“每年”：企业每年", True),
            "金额": Key(VALUE, "至多多少钱"),
            "取小": Key(ListOf(VALUE, 1), "几个数取小"),
            "次数": Key(TEXT, "至多几个"),
            "计": Key(TEXT, "次数数的是什么，默认本事项的对象"),
            "合并": Key(ListOf(TEXT, 1), "与哪些事项合并计算"),
            "近": Key(TEXT, "连同近几年的一起算，如 3年"),
            "扣": Key(OneOf(("已享受", "否")), "是否扣除已享受的；默认扣"),
            **CLAUSE,
        },
        one=(("金额", "取小", "次数"),),
        needs={"计": ("次数",)},
    ),
    "基数上限": Shape(
        {"每": Key(TEXT, "每个什么", True), "金额": Key(VALUE, "至多多少", True), **CLAUSE},
    ),
    "取整": Shape(
        {
            "到": Key(OneOf(("分", "角", "元", "百元", "千元", "万元")), "取整到", True),
            "方式": Key(OneOf(("四舍五入", "舍去", "进位")), "默认四舍五入"),
        }
    ),
    "分担": Shape(
        {
            "层级": Key(TEXT, "哪一级", True),
            "比例": Key(RULE, "出多少"),
            "至多": Key(RULE, "至多出多少"),
            "其余": Key(OneOf(("是",)), "出其余部分"),
            **CLAUSE,
        },
        one=(("比例", "至多", "其余"),),
    ),
    "分期": Shape({"节点": Key(TEXT, "到什么时候", True), "比例": Key(RULE, "拨多少", True)}),
}

POLICIES: Mapping[str, Shape] = {
    **SHARED,
    **CONDITIONS,
    **AMOUNTS,
    "政策": Shape(
        {
            "政策": Key(TEXT, "政策全称", True),
            "级别": Key(OneOf(("国家", "省", "市", "县", "园区")), "哪一级的政策", True),
            "地域": Key(ListOf(TEXT), "在哪里适用（供筛选；要作条件时写成规则）"),
            "发文机关": Key(TEXTS, "发文机关，或 未见"),
            "文号": Key(TEXT, "文号，或 未见"),
            "发文日期": Key(TEXT, "发文日期，或 未见"),
            "核对": Key(OneOf(("原文核对", "二手转述")), "与原文核对过没有", True),
            "来源": Key(TEXTS, "依据什么写成"),
            "说明": Key(TEXT, "给人看的说明"),
            "存疑": Key(TEXTS, "整个文件的含糊之处"),
            "事项": Key(ListOf(Ref("事项"), 1), "可以申请的每一件事", True),
        },
        "一项政策一个文件",
    ),
    "事项": Shape(
        {
            "编号": Key(TEXT, "在本政策内不重复", True),
            "类别": Key(OneOf(CATEGORIES), "奖补、减免、权益、资质、通道", True),
            "对象": Key(TEXT, "给谁：企业、项目、贷款……", True),
            "标签": Key(ListOf(TEXT), "互斥条款引用的标签"),
            "同一事项": Key(TEXT, "同名的事项在同一项目上就高不重复"),
            "互斥": Key(
                AnyOf((OneOf(("无", "未见")), ListOf(Ref("互斥"), 1))), "不能同享的；无：原文允许；未见（默认）"
            ),
            "材料": Key(ListOf(TEXT), "申报材料"),
            "流程": Key(ListOf(TEXT), "办理流程"),
            "受理": Key(TEXTS, "受理单位、地址、电话"),
            "说明": Key(TEXT, "给人看的说明"),
            "存疑": Key(TEXTS, "含糊之处，随答复显示"),
            "版本": Key(ListOf(Ref("版本"), 1), "先后的各个版本", True),
        }
    ),
    "互斥": Shape(
        {
            "同一": Key(TEXT, "在同一个什么上：企业、项目、贷款……", True),
            "标签": Key(TEXT, "与带这个标签的事项"),
            "事项": Key(ListOf(TEXT, 1), "与这些事项"),
            **CLAUSE,
        },
        one=(("标签", "事项"),),
    ),
    "版本": Shape(
        {
            "文件": Key(TEXT, "这一版的名字", True),
            "施行": Key(AnyOf((DATE, Ref("施行"))), "第一天；拿不准时写一段，或 {不早于: 日期}", True),
            "失效": Key(TEXT, "最后一天，或 无，或 未见", True),
            "版本按": Key(TEXT, "申报日（默认），或一个日期事实"),
            "适用期间": Key(Ref("适用期间"), "合同、发票、投资要发生在什么时候"),
            "申报窗口": Key(AnyOf((OneOf(("常年", "未知")), SPAN, ListOf(SPAN, 1))), "什么时候受理；默认未知"),
            "办理方式": Key(OneOf(("企业申报", "免申即享", "银行代办", "逐级推荐")), "怎么办"),
            "裁量": Key(TEXT, "条件都满足也要由人决定的，说明谁决定、为什么"),
            "条件": Key(ListOf(Ref("条件")), "各条条件"),
            "评分": Key(MapOf(VALUE), "各项得分"),
            "补贴": Key(Ref("补贴"), "钱怎么算"),
            "存疑": Key(TEXTS, "含糊之处，随答复显示"),
            "说明": Key(TEXT, "给人看的说明"),
            "例子": Key(ListOf(Ref("例子")), "算得出结果的例子"),
        }
    ),
    "施行": Shape(
        {
            "自": Key(DATE, "最早哪一天"),
            "至": Key(DATE, "最晚哪一天"),
            "不早于": Key(DATE, "只知道不早于"),
            "存疑": Key(TEXT, "为什么拿不准"),
        },
        one=(("自", "不早于"),),
        needs={"自": ("至",), "至": ("自",)},
    ),
    "适用期间": Shape(
        {"按": Key(TEXT, "一个日期事实", True), "自": Key(DATE, "第一天"), "至": Key(DATE, "最后一天"), **CLAUSE},
    ),
    "例子": Shape(
        {
            "名": Key(TEXT, "例子的名字", True),
            "日期": Key(DATE, "哪一天问", True),
            "已知": Key(Anything(), "已知的事实，形状同 policy fit 的输入", True),
            "应得": Key(Ref("应得"), "应有的结果", True),
            "算": Key(TEXT, "手算的过程，或出处"),
        }
    ),
    "应得": Shape(
        {
            "对象": Key(TEXT, "哪一个对象的号；只有一个时不写"),
            "结论": Key(OneOf(("符合", "不符合", "待补充", "未施行", "已失效", "人工裁量")), "结论"),
            "有效性": Key(OneOf(("有效", "有效性待核")), "有效性"),
            "窗口": Key(OneOf(("常年", "开放", "未开始", "已截止", "未知")), "申报窗口的状态"),
            "版本": Key(TEXT, "用的是哪一版"),
            "金额": Key(TEXT, "金额，或 无"),
            "低": Key(TEXT, "金额下限"),
            "高": Key(TEXT, "金额上限"),
            "性质": Key(OneOf(AMOUNT_KINDS), "金额的性质"),
            "分项": Key(MapOf(TEXT), "各层级、各期、各年的金额"),
            "条件": Key(MapOf(OneOf(("真", "假", "未知"))), "单条条件：按名、规则或依据"),
            "差": Key(MapOf(TEXT), "每个事实还差多少"),
            "缺": Key(ListOf(TEXT), "缺哪些事实"),
            "承诺": Key(ListOf(TEXT), "列为承诺的事实"),
            "得分": Key(MapOf(TEXT), "各项得分，总分也可以写"),
            "组合": Key(TEXT, "本文件各事项的最优合法组合共多少"),
            "至": Key(DATE, "答复从哪一天起可能改变"),
        }
    ),
}

VOCABULARY: Mapping[str, Shape] = {
    **SHARED,
    "词汇": Shape(
        {
            "对象": Key(MapOf(Ref("对象")), "对象的树"),
            "事实": Key(ListOf(Ref("事实")), "事实"),
            "派生": Key(ListOf(Ref("派生")), "由别的事实算出来的事实"),
        },
        "facts.yaml",
    ),
    "对象": Shape({"属": Key(ListOf(TEXT, 1), "可以属于哪些对象"), "说明": Key(TEXT, "说明")}),
    "事实": Shape(
        {
            "名": Key(TEXT, "一个东西一个名字", True),
            "对象": Key(TEXT, "说的是谁", True),
            "类型": Key(OneOf(KINDS), "类型", True),
            "单位": Key(TEXT, "个数、数值的单位，如 人、项"),
            "期": Key(OneOf(("无", "年", "月")), "按年或按月各有一个值；默认无"),
            "值": Key(ListOf(TEXT, 1), "选项、多选的值"),
            "代码表": Key(TEXT, "代码所在的表"),
            "问": Key(TEXT, "怎么问"),
            "谁知": Key(ListOf(TEXT), "谁知道"),
            "可变": Key(OneOf(("不可变", "到期", "可达到", "补数据")), "企业能不能改变它；默认补数据"),
            "个人信息": Key(YES_NO, "是不是个人信息；默认否"),
            "可负": Key(YES_NO, "可不可以小于零；默认否"),
            "公平竞争": Key(TEXT, "作条件或计算依据时提示哪一类公平竞争风险"),
            "释义": Key(TEXT, "口径"),
        }
    ),
    "派生": Shape(
        {
            "名": Key(TEXT, "名字", True),
            "对象": Key(TEXT, "说的是谁；默认企业"),
            "类型": Key(OneOf(KINDS), "类型；有“值”时是选项"),
            "单位": Key(TEXT, "单位"),
            "期": Key(OneOf(("无", "年")), "年：式子里按年的事实各取那一年的值"),
            "值": Key(ListOf(TEXT, 1), "各个值，从低到高"),
            "式": Key(AnyOf((RULE, Ref("逐月增量"))), "一行式子，或逐月增量"),
            **VALUE_FORMS,
            **TIERS_OF_VALUES,
            "依据": Key(TEXT, "依据"),
            "释义": Key(TEXT, "口径"),
            "例子": Key(ListOf(Ref("派生例子")), "例子"),
        },
        one=(("式", *VALUE_FORMS),),
        needs={"分档": ("档",), "按": ("档",)},
    ),
    "派生例子": Shape(
        {
            "名": Key(TEXT, "名字"),
            "日期": Key(DATE, "哪一天问", True),
            "已知": Key(Anything(), "已知的事实", True),
            "应得": Key(TEXT, "应有的值；几个可能用“或”隔开，不知道写 未知", True),
        }
    ),
    "参数": Shape(
        {
            "名": Key(TEXT, "表的名字", True),
            "类型": Key(OneOf(("金额", "数值", "比率", "个数", "月数")), "类型", True),
            "单位": Key(TEXT, "单位"),
            "核对": Key(TEXT, "核对情况"),
            "来源": Key(TEXT, "来源"),
            "知至": Key(DATE, "表里的数最晚可用到哪一天；默认最后一行的那一天"),
            "值": Key(ListOf(Ref("参数值"), 1), "各期的值", True),
        },
        "参数/ 里的一张表",
    ),
    "参数值": Shape({"自": Key(DATE, "从哪一天起", True), "得": Key(TEXT, "值", True)}),
    "名单": Shape(
        {
            "名": Key(TEXT, "名单的名字", True),
            "类型": Key(OneOf(("文本", "地区", "代码")), "项的类型；默认文本"),
            "完整": Key(YES_NO, "否：不在名单上只说明未知；默认是"),
            "核对": Key(TEXT, "核对情况"),
            "来源": Key(TEXT, "来源"),
            "项": Key(ListOf(TEXT), "各项", True),
        },
        "名单/ 里的一张名单",
    ),
}

ROOTS: Mapping[str, tuple[Mapping[str, Shape], str]] = {
    "政策": (POLICIES, "政策"),
    "词汇": (VOCABULARY, "词汇"),
    "参数": (VOCABULARY, "参数"),
    "名单": (VOCABULARY, "名单"),
}

__all__ = ["AMOUNT_KINDS", "CATEGORIES", "KINDS", "POLICIES", "ROOTS", "VOCABULARY", "Kind"]
