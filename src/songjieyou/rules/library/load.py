"""Directories and files into a Catalogue: the shipped vocabulary, what a directory adds, and its policies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from songjieyou.rules.faults import FaultError, Report, meant, shown
from songjieyou.rules.language.shape import Checker, Ref
from songjieyou.rules.language.tree import Earned, walk
from songjieyou.rules.language.yamltext import Map, read_yaml
from songjieyou.rules.library.codes import read_code_table
from songjieyou.rules.library.compiler import Compiler, maps_in, text_of
from songjieyou.rules.library.items import PolicyReader
from songjieyou.rules.library.policy import Catalogue, Item, Policy, nodes_of
from songjieyou.rules.library.shapes import ROOTS
from songjieyou.rules.library.vocabularies import VocabularyReader
from songjieyou.rules.library.vocabulary import FIRM, Vocabulary

PACK: Final = Path(__file__).resolve().parents[4] / "pack"
FACTS: Final = "facts.yaml"
TABLES, LISTS, DERIVED, CODES = "参数", "名单", "派生", "代码"
APART: Final = frozenset((TABLES, LISTS, DERIVED, CODES))
SUFFIXES: Final = (".yaml", ".yml")


class Library:
    """Loads step by step: `vocabulary` first, then any number of policies. Faults gather in `report`."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.catalogue = Catalogue(Vocabulary())
        self.reader = VocabularyReader(self.catalogue.vocabulary, report)
        self.texts: dict[str, bytes] = {}
        self.folders: list[Path] = []

    # Vocabulary ------------------------------------------------------------------------------------------------------

    def add_vocabulary(self, folder: Path) -> None:
        """Add the facts, tables, lists and code tables of a folder, where it has them."""
        vocabulary = self.catalogue.vocabulary
        self.folders.append(folder)
        for path in sorted((folder / CODES).glob("*.tsv")):
            self.add_codes(path)
        if not vocabulary.subjects:
            vocabulary.subjects[FIRM] = ()
        for path in [folder / FACTS, *_yaml_in(folder / DERIVED)]:
            if path.is_file() and (node := self.checked(path, "词汇")):
                self.reader.facts(node, str(path))
        for path in _yaml_in(folder / TABLES):
            if node := self.checked(path, "参数"):
                self.reader.table(node, str(path))
        for path in _yaml_in(folder / LISTS):
            if node := self.checked(path, "名单"):
                self.reader.list(node, str(path))

    def add_codes(self, path: Path) -> None:
        try:
            table = read_code_table(path.stem, self.read(path).decode("utf-8-sig"))
        except OSError as error:
            self.report.fault(str(path), 0, 0, f"读不了这个文件：{error.strerror}")
        except UnicodeDecodeError:
            self.report.fault(str(path), 0, 0, "文件不是 UTF-8 编码")
        except FaultError as error:
            self.report.fault(str(path), error.offset, 1, error.message)
        else:
            self.catalogue.vocabulary.codes[path.stem] = table

    def read(self, path: Path) -> bytes:
        data = path.read_bytes()
        self.texts[str(path)] = data
        self.catalogue.digests[self.name_of(path)] = hashlib.sha256(data).hexdigest()
        return data

    def name_of(self, path: Path) -> str:
        """The path from the folder that was loaded: the same on every machine."""
        folder = next((folder for folder in reversed(self.folders) if path.is_relative_to(folder)), path.parent)
        return path.relative_to(folder).as_posix()

    def checked(self, path: Path, root: str) -> Map | None:
        """The node tree of a file, or None when its structure is at fault."""
        try:
            data = self.read(path)
        except OSError as error:
            self.report.fault(str(path), 0, 0, f"读不了这个文件：{error.strerror}")
            return None
        node = read_yaml(data, str(path), self.report)
        if node is None:
            return None
        shapes, name = ROOTS[root]
        good = Checker(shapes, str(path), self.report).check(node, Ref(name), root)
        return node if good and isinstance(node, Map) else None

    # Policies --------------------------------------------------------------------------------------------------------

    def add_policies(self, paths: Iterable[Path]) -> None:
        self.reader.finish()
        for path in paths:
            if node := self.checked(path, "政策"):
                self.add_policy(node, path)
        self.check_references()

    def add_policy(self, node: Map, path: Path) -> Policy | None:
        """Build one policy; a policy with faults stays out of the catalogue."""
        before = len(self.report.faults)
        compiler = Compiler(self.reader.scope(FIRM), str(path), self.report)
        digest = hashlib.sha256(self.texts[str(path)]).hexdigest()
        policy = PolicyReader(compiler).policy(node, str(path), digest)
        same = next((p for p in self.catalogue.policies if p.title == policy.title), None)
        if same is not None:
            self.report.fault(str(path), 1, 1, f"政策“{shown(policy.title)}”在 {same.path} 里已经有了")
        if len(self.report.faults) > before:
            return None
        self.catalogue.policies.append(policy)
        self.catalogue.items.update((item.id, item) for item in policy.items)
        return policy

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """The items of the pack: a folder's own policies may name them though they are not loaded with it."""
        pack = Library(Report())
        nodes = [node for path in policy_files(PACK) if (node := pack.checked(path, "政策"))]
        return frozenset(
            f"{text_of(node.get('政策'))}/{text_of(item.get('编号'))}"
            for node in nodes
            for item in maps_in(node.get("事项"))
        )

    def check_references(self) -> None:
        """所得, 合并 and 互斥 must name items that exist; 所得 must not run in a circle."""
        items = self.catalogue.items
        if len(self.report.faults):
            return
        earned = {name: earned_in(item) for name, item in items.items()}
        for item in items.values():
            for name in sorted(references(item) | earned[item.id]):
                if name not in items and name not in self.elsewhere:
                    message = f"没有事项“{shown(name)}”{meant(name, items)}"
                    self.report.fault(item.path, item.line, item.column, message)
            if item.id in _earned_by(item.id, earned):
                self.report.fault(item.path, item.line, item.column, "“所得”绕回了自己")


def references(item: Item) -> set[str]:
    """The ids of other items that an item names in 互斥 and 合并."""
    found = {name for exclusion in item.exclusions for name in exclusion.items}
    for version in item.versions:
        if version.benefit:
            found.update(name for cap in version.benefit.caps for name in cap.merged)
    return found


def earned_in(item: Item) -> set[str]:
    """The ids in 所得(…) of an item's amounts and conditions."""
    roots = [
        node for version in item.versions for part in (version.benefit, version.conditions) for node in nodes_of(part)
    ]
    return {node.item for root in roots for node in walk(root) if isinstance(node, Earned)}


def _earned_by(start: str, earned: dict[str, set[str]]) -> set[str]:
    """The ids that an item builds on, at any distance."""
    found: set[str] = set()
    todo = list(earned[start])
    while todo:
        name = todo.pop()
        if name in earned and name not in found:
            found.add(name)
            todo.extend(earned[name])
    return found


def _yaml_in(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("*") if _is_yaml(p.relative_to(folder))) if folder.is_dir() else []


def _is_yaml(inner: Path) -> bool:
    """Whether a path inside a folder names a YAML file that is not hidden (what editors and systems leave behind)."""
    return inner.suffix in SUFFIXES and not any(part.startswith(".") for part in inner.parts)


def policy_files(folder: Path) -> list[Path]:
    """Every policy file below a folder: all YAML but the vocabulary, tables, lists and derived facts."""
    found = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        apart = path.name == FACTS or APART.intersection(inner.parent.parts)
        if _is_yaml(inner) and not apart and path.is_file():
            found.append(path)
    return found


def load(policies: Path | None, report: Report) -> Catalogue:
    """The pack's vocabulary, with what `policies` adds, and the policies of that folder (of the pack when None)."""
    library = Library(report)
    library.add_vocabulary(PACK)
    if policies is not None and policies.resolve() != PACK:
        library.add_vocabulary(policies)
    library.add_policies(policy_files(policies or PACK))
    return library.catalogue


def load_files(paths: Iterable[Path], report: Report) -> Catalogue:
    """Single policy files, with the pack's vocabulary and what the folders they lie in add."""
    library = Library(report)
    library.add_vocabulary(PACK)
    files = list(paths)
    for folder in dict.fromkeys(path.resolve().parent for path in files):
        if not folder.is_relative_to(PACK):
            library.add_vocabulary(folder)
    library.add_policies(path for path in files if path.name != FACTS and path.parent.name not in APART)
    return library.catalogue


def load_texts(texts: dict[str, str], report: Report, vocabulary: Path = PACK) -> Catalogue:
    """Policies given as texts by name, with a shipped vocabulary (for editors and tests)."""
    library = Library(report)
    library.add_vocabulary(vocabulary)
    library.reader.finish()
    for name, text in texts.items():
        path = Path(name)
        data = library.texts[str(path)] = text.encode(errors="surrogatepass")
        node = read_yaml(data, name, report)
        shapes, root = ROOTS["政策"]
        if node is not None and Checker(shapes, name, report).check(node, Ref(root), root) and isinstance(node, Map):
            library.add_policy(node, path)
    library.check_references()
    return library.catalogue
