"""The parser: precedence, depth, and faults with the place of the character that is amiss."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules.faults import FaultError
from songjieyou.rules.language import syntax as s
from songjieyou.rules.language.lexer import MAX_TOKENS
from songjieyou.rules.language.syntax import MAX_DEPTH, parse


def tree(node: s.Syntax) -> str:
    """The syntax with every parenthesis written."""
    match node:
        case s.Quantity(number, unit):
            return number + unit
        case s.Day(text):
            return text
        case s.Quoted(text):
            return f"'{text}'"
        case s.Name(text):
            return text
        case s.Items(items):
            return f"[{', '.join(tree(item) for item in items)}]"
        case s.Call(name, arguments):
            return f"{name}({', '.join(map(tree, arguments))})"
        case s.Unary(op, operand):
            return f"({op} {tree(operand)})"
        case s.Binary(op, left, right):
            return f"({tree(left)} {op} {tree(right)})"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a 或 b 且 c", "(a 或 (b 且 c))"),
        ("a 且 b 或 c 且 d", "((a 且 b) 或 (c 且 d))"),
        ("(a 或 b) 且 c", "((a 或 b) 且 c)"),
        ("非 a 且 b", "((非 a) 且 b)"),
        ("非 a = 1", "(非 (a = 1))"),
        ("非 非 a", "(非 (非 a))"),
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b / c", "((a / b) / c)"),
        ("a + b >= c - d * 2", "((a + b) >= (c - (d * 2)))"),
        ("-a * b", "((- a) * b)"),
        ("a * -b", "(a * (- b))"),
        ("a - -1", "(a - (- 1))"),
        ("a > 1 且 b < 2", "((a > 1) 且 (b < 2))"),
        ("a 属于 [C, 36, '中型', 3670x]", "(a 属于 ['C', '36', '中型', '3670x'])"),
        ("a 不属于 名单(扶持县) 或 b", "((a 不属于 名单(扶持县)) 或 b)"),
        ("[C, D,]", "['C', 'D']"),
        ("近(研发费用 / 营业收入, 2年, 每年) >= 3%", "(近((研发费用 / 营业收入), 2年, 每年) >= 3%)"),
        ("f()", "f()"),
        ("个数(设备, 国产 或 非 新)", "个数(设备, (国产 或 (非 新)))"),
        ("申报日 - 注册日期 >= 365天", "((申报日 - 注册日期) >= 365天)"),
        ("a >= 2024-03-07", "(a >= 2024-03-07)"),
        ("__import__('os')", "__import__('os')"),  # well formed: it is the resolver that knows no such function
        ("a = '1' OR '1'='1'", "((a = '1') 或 ('1' = '1'))"),
    ],
)
def test_precedence(line: str, expected: str) -> None:
    assert tree(parse(line)) == expected


def test_every_node_knows_its_place() -> None:
    found = parse("非 (甲 + 5万元 > 上年(乙))")
    assert isinstance(found, s.Unary)
    compared = found.operand
    assert isinstance(compared, s.Binary)
    assert isinstance(compared.left, s.Binary)
    places = [found.at, compared.at, compared.left.at, compared.left.left.at, compared.left.right.at, compared.right.at]
    assert places == [0, 11, 5, 3, 7, 13]


@pytest.mark.parametrize(
    ("line", "offset", "message"),
    [
        ("", 0, "规则是空的"),
        ("　 ", 0, "规则是空的"),
        ("a >=", 4, "规则没有写完"),
        ("a 且", 3, "规则没有写完"),
        ("非", 1, "规则没有写完"),
        ("a b", 2, "读到“b”，这里应是运算符或结尾"),
        ("500 万元", 4, "读到“万元”，这里应是运算符或结尾"),
        ("a)", 1, "读到“)”，这里应是运算符或结尾"),
        (">= 1", 0, "读到“>=”，这里应是事实、数或括号"),
        ("a > > 1", 4, "读到“>”，这里应是事实、数或括号"),
        ("a + * b", 4, "读到“*”，这里应是事实、数或括号"),
        ("a > +1", 4, "读到“+”，这里应是事实、数或括号"),
        ("- - a", 2, "读到“-”，这里应是事实、数或括号"),
        ("a 且 或 b", 4, "读到“或”，这里应是事实、数或括号"),
        ("()", 1, "读到“)”，这里应是事实、数或括号"),
        ("f(a,)", 4, "读到“)”，这里应是事实、数或括号"),
        ("f(,a)", 2, "读到“,”，这里应是事实、数或括号"),
        ("1 < a < 3", 6, "一次只比较两边；写成“… 且 …”"),
        ("a = b = c", 6, "一次只比较两边；写成“… 且 …”"),
        ("(a 且 b", 6, "第 1 个字符的“(”没有配对的“)”，读到结尾"),
        ("f(a b)", 4, "第 2 个字符的“(”没有配对的“)”，读到“b”"),
        ("(a]", 2, "第 1 个字符的“(”没有配对的“)”，读到“]”"),
        ("a 属于 [C", 7, "第 6 个字符的“[”没有配对的“]”，读到结尾"),
        ("a 属于 [C D]", 8, "第 6 个字符的“[”没有配对的“]”，读到“D”"),
        ("a 属于 []", 5, "列表是空的"),
        ("a 属于 [(C)]", 6, "读到“(”，列表里应是文字或代码"),
        ("a 属于 [2024-01-01]", 6, "读到“2024-01-01”，列表里应是文字或代码"),
        ("a 属于 [[C]]", 6, "读到“[”，列表里应是文字或代码"),
        ("a 属于", 4, "规则没有写完"),
        ("a, b", 1, "读到“,”，这里应是运算符或结尾"),
        ("a UNION SELECT", 2, "读到“UNION”，这里应是运算符或结尾"),
        ("(lambda: 1)", 7, "读到“:”，规则里没有这个符号"),
        ("a if b else c", 2, "读到“if”，这里应是运算符或结尾"),
    ],
)
def test_faults_stand_where_the_line_goes_wrong(line: str, offset: int, message: str) -> None:
    with pytest.raises(FaultError) as refused:
        parse(line)
    assert (refused.value.offset, refused.value.message) == (offset, message)


@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("f(", ")"), ("非 ", ""), ("(非 ", ")"), ("f(1, ", ")"), ("-(", ")")]
)
def test_depth_is_limited(opening: str, closing: str) -> None:
    levels = opening.count("(") + opening.count("非")
    fitting = (MAX_DEPTH - 1) // levels
    parse(opening * fitting + "a" + closing * fitting)
    for times in (fitting + 1, 2 * fitting):
        with pytest.raises(FaultError) as refused:
            parse(opening * times + "a" + closing * times)
        assert refused.value.message == f"括号嵌套超过 {MAX_DEPTH} 层"
        assert refused.value.offset <= len(opening) * (fitting + 1)


@pytest.mark.parametrize("hostile", ["(" * 100_000, "非 " * 50_000, "[" * 100_000, "a " * 50_000, "1+" * 50_000])
def test_hostile_lengths_are_refused_at_once(hostile: str) -> None:
    with pytest.raises(FaultError) as refused:
        parse(hostile)
    assert refused.value.message.startswith("规则有 100000 个字符")


def test_depth_counts_what_is_open_not_what_was() -> None:
    line = " 且 ".join(["(a)"] * (MAX_TOKENS // 4))
    assert tree(parse(line)).count("a") == MAX_TOKENS // 4


NAMES = st.sampled_from(["甲", "乙", "总投资", "_x"])
LEAVES = st.one_of(
    NAMES.map(lambda n: s.Name(n, 0)),
    st.tuples(st.sampled_from(["1", "0", "2.50"]), st.sampled_from(["", "万元", "%", "个月"])).map(
        lambda q: s.Quantity(*q, 0)
    ),
    st.just(s.Day("2024-03-07", 0)),
    st.sampled_from(["在建", "", "a b"]).map(lambda text: s.Quoted(text, 0)),
)


def _sums(inner: st.SearchStrategy[s.Syntax]) -> st.SearchStrategy[s.Syntax]:
    calls = st.tuples(NAMES, st.lists(inner, max_size=2)).map(lambda c: s.Call(c[0], tuple(c[1]), 0))
    ops = st.sampled_from("+-*/")
    return calls | st.tuples(ops, inner, inner).map(lambda b: s.Binary(*b, 0)) | inner.map(lambda o: s.Unary("-", o, 0))


VALUES: st.SearchStrategy[s.Syntax] = st.recursive(LEAVES, _sums, max_leaves=5)
COMPARED = st.tuples(st.sampled_from(sorted(s.COMPARISONS)), VALUES, VALUES).map(lambda b: s.Binary(*b, 0))
LINES: st.SearchStrategy[s.Syntax] = st.recursive(
    COMPARED,
    lambda inner: (
        st.tuples(st.sampled_from(["且", "或"]), inner, inner).map(lambda b: s.Binary(*b, 0))
        | inner.map(lambda o: s.Unary("非", o, 0))
    ),
    max_leaves=5,
)


@settings(max_examples=150)
@given(LINES)
def test_a_line_written_with_every_parenthesis_is_read_back(line: s.Syntax) -> None:
    written = tree(line)
    try:
        found = parse(written)
    except FaultError as refused:
        assert "嵌套超过" in refused.message  # noqa: PT017
        return
    assert tree(found) == written
