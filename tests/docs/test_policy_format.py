"""docs/policy-format.md says what the code does: its files, commands, outputs and tables are run and compared."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from songjieyou.rules import cli
from songjieyou.rules.check.examples import check_derived, check_examples
from songjieyou.rules.check.lints import lint
from songjieyou.rules.faults import Report
from songjieyou.rules.language import syntax as s
from songjieyou.rules.language.lexer import tokens
from songjieyou.rules.language.shape import AnyOf, Checker, Kind, Line, ListOf, MapOf, OneOf, Ref, Shape
from songjieyou.rules.language.yamltext import Map, Node, Text, read_yaml
from songjieyou.rules.library.functions import FUNCTIONS, NAMES, VALUE_MODES, WHOLE_MODES
from songjieyou.rules.library.load import load
from songjieyou.rules.library.shapes import POLICIES, ROOTS, VOCABULARY
from songjieyou.rules.units import MONEY_UNITS, RATIO_UNITS, TERM_UNITS
from tests.docs.blocks import Block, blocks, document, prose, write

SHAPES: Mapping[str, Shape] = {**POLICIES, **VOCABULARY}

EXAMPLES = {
    "望川市": 8,
    "事项": 3,
    "版本": 11,
    "条件": 23,
    "规则行": 3,
    "年度": 3,
    "汇总": 4,
    "函数": 7,
    "取值": 18,
    "金额": 46,
    "逐月": 7,
    "组合": 7,
    "结论": 6,
    "词汇": 12,
    "答复": 3,
    "小例": 2,
    "提示": 0,
    "说法": 12,
}
"""How many examples the policies and derived facts of each folder of the document have."""


def files(role: str = "文件") -> list[Block]:
    return [block for block in blocks() if block.role == role]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the commands of the document are run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def written(workplace: Path) -> Path:
    """All files of the document as they are at its end."""
    for block in blocks():
        if block.role in ("文件", "接着写"):
            write(block, workplace)
    return workplace


def run(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What `./sjy policy …` prints."""
    program, module, *arguments = shlex.split(command)
    assert (program, module) == ("./sjy", "policy")
    cli.main(arguments)
    printed = capsys.readouterr()
    return printed.err + printed.out


# Files and commands --------------------------------------------------------------------------------------------------


def test_every_block_is_of_a_known_kind() -> None:
    kinds = {(block.language, block.role) for block in blocks()}
    assert kinds == {
        *(("yaml", role) for role in ("文件", "接着写", "有错")),
        *(("json", "文件"), ("tsv", "文件")),
        *(("console", ""), ("text", "")),
        ("yaml", ""),
    }
    (bare,) = [block for block in blocks() if block.language == "yaml" and not block.role]
    assert bare.text == "# yaml-language-server: $schema=policy.schema.json\n"


def test_the_commands_print_what_the_document_shows(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From top to bottom, each command among the files that stand above it."""
    commands = 0
    for block in blocks():
        if block.role in ("文件", "接着写"):
            write(block, workplace)
        elif block.language == "console":
            command, _, shown = block.text.partition("\n")
            assert run(command.removeprefix("$ "), capsys) == shown, f"line {block.line}"
            commands += 1
    assert commands == 10


def test_every_json_file_is_asked_about() -> None:
    asked = re.findall(r"--facts (\S+)", "".join(block.text for block in blocks() if block.language == "console"))
    assert asked == [block.name for block in files() if block.language == "json"]


@pytest.mark.parametrize("folder", EXAMPLES)
def test_the_examples_of_a_folder_come_out(folder: str, written: Path) -> None:
    report = Report()
    catalogue = load(Path(folder), report)
    ran = check_examples(catalogue, report)
    derived = check_derived(catalogue, report, Path(folder))
    assert report.faults == []
    assert len(ran) + derived == EXAMPLES[folder]
    lint(catalogue, ran, report)
    assert bool(report.hints) is (folder == "提示"), report.hints


def test_every_folder_is_counted() -> None:
    assert list(EXAMPLES) == list(dict.fromkeys(block.folder for block in files() if block.language == "yaml"))


def faulty() -> list[tuple[Block, str]]:
    """Each faulty file with the messages that stand behind it."""
    pairs = []
    for block, following in zip(blocks(), blocks()[1:], strict=False):
        if block.role == "有错":
            assert following.language == "text", f"line {block.line}"
            pairs.append((block, following.text))
    return pairs


@pytest.mark.parametrize(("block", "messages"), faulty(), ids=[block.name for block, _ in faulty()])
def test_a_faulty_file_gets_the_messages_shown(
    block: Block, messages: str, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(block, workplace)
    *lines, count = run(f"./sjy policy check {block.folder}", capsys).splitlines(keepends=True)
    faults = [line for line in lines if not line.startswith("提示 ")]
    assert "".join(faults) == messages
    assert count.endswith(f"：{len(faults)} 处错误\n")


def test_faults_are_shown_for_all_steps_of_a_check() -> None:
    assert len(faulty()) == 9


# Everything has an example -------------------------------------------------------------------------------------------


class Seen(Checker):
    """A checker that remembers which keys of which shapes, which words and which rule lines it met."""

    def __init__(self, shapes: Mapping[str, Shape], report: Report) -> None:
        super().__init__(shapes, "", report)
        self.names = {id(shape): name for name, shape in shapes.items()}
        self.keys: set[tuple[str, str]] = set()
        self.words: set[tuple[tuple[str, ...], str]] = set()
        self.lines: set[str] = set()

    def check(self, node: Node, kind: Kind, where: str) -> bool:
        if isinstance(node, Text) and isinstance(kind, OneOf):
            self.words.add((kind.words, node.value))
        if isinstance(node, Text) and isinstance(kind, Line) and kind.rule:
            self.lines.add(node.value)
        return super().check(node, kind, where)

    def _shape(self, node: Node, shape: Shape, where: str) -> bool:
        if isinstance(node, Map):
            self.keys.update((self.names[id(shape)], name) for name in node.entries)
        return super()._shape(node, shape, where)


def root_of(path: str) -> str:
    parts = path.split("/")
    if parts[-1] == "facts.yaml":
        return "词汇"
    return parts[-2] if parts[-2] in ("参数", "名单") else "政策"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    folder = tmp_path_factory.mktemp("seen")
    names = []
    for block in blocks():
        if block.role in ("文件", "接着写") and block.language == "yaml":
            write(block, folder)
            names.append(block.name)
    report = Report()
    found = []
    for name in dict.fromkeys(names):
        shapes, root = ROOTS[root_of(name)]
        checker = Seen(shapes, report)
        node = read_yaml((folder / name).read_bytes(), name, report)
        assert node is not None
        assert checker.check(node, Ref(root), root)
        found.append(checker)
    assert report.faults == []
    return found


def test_every_key_of_every_shape_has_an_example(seen: list[Seen]) -> None:
    wanted = {(name, key) for name, shape in SHAPES.items() for key in shape.keys}
    assert sorted(wanted.difference(*(one.keys for one in seen))) == []


def choices(kind: Kind) -> Iterator[OneOf]:
    match kind:
        case OneOf():
            yield kind
        case ListOf(inner) | MapOf(inner):
            yield from choices(inner)
        case AnyOf(kinds):
            for inner in kinds:
                yield from choices(inner)


def test_every_word_of_every_choice_has_an_example(seen: list[Seen]) -> None:
    kinds = [kind for shape in SHAPES.values() for key in shape.keys.values() for kind in choices(key.kind)]
    wanted = {(kind.words, word) for kind in kinds for word in kind.words}
    assert sorted(wanted.difference(*(one.words for one in seen))) == []


def parts(node: s.Syntax) -> Iterator[s.Syntax]:
    yield node
    match node:
        case s.Unary():
            yield from parts(node.operand)
        case s.Binary():
            yield from parts(node.left)
            yield from parts(node.right)
        case s.Call():
            for argument in node.arguments:
                yield from parts(argument)


def test_every_function_operator_and_unit_has_an_example(seen: list[Seen]) -> None:
    lines = sorted(set[str]().union(*(one.lines for one in seen)))
    nodes = [part for line in lines for part in parts(s.parse(line))]
    calls = [node for node in nodes if isinstance(node, s.Call)]
    assert set(NAMES) | set(FUNCTIONS) == {call.name for call in calls}
    modes = {call.arguments[2].text for call in calls if call.name == "近" and isinstance(call.arguments[2], s.Name)}
    assert modes == {*VALUE_MODES, *WHOLE_MODES}
    binary = {node.op for node in nodes if isinstance(node, s.Binary)}
    assert binary == {*s.COMPARISONS, "且", "或", "属于", "不属于", *"+-*/"}
    assert {node.op for node in nodes if isinstance(node, s.Unary)} == {"非", "-"}
    units = {node.unit for node in nodes if isinstance(node, s.Quantity)}
    assert {*MONEY_UNITS, *RATIO_UNITS, *TERM_UNITS, "天", "分"} <= units
    assert {"申报日", "总分"} <= {node.text for node in nodes if isinstance(node, s.Name)}


# The text of the reference -------------------------------------------------------------------------------------------

TABLE = re.compile(r"^\| 〔(\w+)〕的键 \| 必填 \| 写什么 \|\n\|---\|---\|---\|\n((?:\|.*\|\n)+)", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (是|) ?\| (.+) \|$")


@cache
def tables() -> dict[str, dict[str, tuple[bool, str]]]:
    """The key tables of the document: shape -> key -> (required, text)."""
    found: dict[str, dict[str, tuple[bool, str]]] = {}
    for name, rows in TABLE.findall(prose()):
        assert name not in found
        found[name] = {}
        for row in rows.splitlines():
            match = ROW.match(row)
            assert match, row
            found[name][match[1]] = match[2] == "是", match[3]
    return found


def test_every_shape_has_a_table_of_its_keys() -> None:
    assert set(tables()) == set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_says_the_keys_and_what_is_required(name: str) -> None:
    wanted = {key: spec.required for key, spec in SHAPES[name].keys.items()}
    assert {key: required for key, (required, _) in tables()[name].items()} == wanted


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_says_the_words_of_each_choice(name: str) -> None:
    """Where a row does not point at another one."""
    for key, spec in SHAPES[name].keys.items():
        text = tables()[name][key][1]
        words = [word for kind in choices(spec.kind) for word in kind.words]
        missing = [word for word in words if word not in text]
        assert missing == [] or text.startswith("同"), key


def section(number: str) -> str:
    """The prose of one section."""
    found = re.search(rf"^## {re.escape(number)} .*?(?=^##? )", prose() + "\n# \n", re.MULTILINE | re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("name", NAMES)
def test_the_list_of_functions_is_whole(name: str) -> None:
    assert f"`{name}(" in section("2.9") or f"属于 {name}(" in section("2.9")


@pytest.mark.parametrize("mode", [*VALUE_MODES, *WHOLE_MODES])
def test_the_ways_of_several_years_are_told(mode: str) -> None:
    assert f"| `近(x, 3年, {mode})` |" in section("2.7")


def test_every_operator_and_unit_is_told() -> None:
    text = section("2.6")
    signs = [*s.COMPARISONS, "属于", "不属于", "且", "或", "非", "AND", "OR", "NOT", "IN", *"+-*/"]
    assert [sign for sign in signs if f"`{sign}`" not in text] == []
    assert [unit for unit in MONEY_UNITS if f"`{unit}`" not in text] == []
    for line in ("5%", "3‰", "1.5个百分点", "12个月", "2年", "30天", "60分", "2024-03-07", "'在建'"):
        assert f"`{line}`" in text
        assert tokens(line)[0].kind in ("number", "date", "text")


def headings() -> list[tuple[int, str]]:
    found = [(len(m[1]), m[2]) for m in re.finditer(r"^(#{1,2}) (.+)$", prose(), re.MULTILINE)]
    return found[1:]


def anchor(heading: str) -> str:
    """The address of a heading on the usual code-hosting pages."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_table_of_contents_is_that_of_the_document() -> None:
    listed = "".join(f"{'  ' * (level - 1)}- [{text}](#{anchor(text)})\n" for level, text in headings())
    assert f"\n\n{listed}\n# " in document()


def test_links_within_the_document_lead_somewhere() -> None:
    anchors = {anchor(text) for _, text in headings()}
    assert set(re.findall(r"\]\(#([^)]+)\)", document())) <= anchors
