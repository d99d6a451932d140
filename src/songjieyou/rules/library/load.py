"""Directories and files into a Catalogue: the shipped vocabulary, what a directory adds, and its policies."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from songjieyou.rules.faults import FaultError, Report, meant, shown
from songjieyou.rules.language.shape import Checker, Ref
from songjieyou.rules.language.tree import Earned, walk
from songjieyou.rules.language.yamltext import Gap, Map, Seq, read_yaml
from songjieyou.rules.library.codes import read_code_table
from songjieyou.rules.library.compiler import Compiler, maps_in, text_of, texts_of
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
        self.policies: list[Policy] = []
        self.items: list[Item] = []
        self.unread: set[str] = set()  # titles under which items may stand that could not be read; "": of whole files

    def beside(self, report: Report) -> Library:
        """A library without policies that reads with the same vocabulary; the two know nothing of each other."""
        other = Library(report)
        other.catalogue = Catalogue(self.catalogue.vocabulary)
        other.reader = self.reader
        return other

    # Vocabulary ------------------------------------------------------------------------------------------------------

    def add_vocabulary(self, folder: Path) -> None:
        """Add the facts, tables, lists and code tables of a folder, where it has them."""
        vocabulary = self.catalogue.vocabulary
        self.folders.append(folder)
        for path in sorted((folder / CODES).glob("*.tsv")):
            self.add_codes(path)
        if not vocabulary.subjects:
            vocabulary.subjects[FIRM] = ()
        readers = {"词汇": self.reader.facts, "参数": self.reader.table, "名单": self.reader.list}
        facts = [path for path in (folder / FACTS, *_yaml_in(folder / DERIVED)) if path.is_file()]
        files = {"词汇": facts, "参数": _yaml_in(folder / TABLES), "名单": _yaml_in(folder / LISTS)}
        for root, paths in files.items():
            for path in paths:
                node = self.checked(path, root)
                if node is None:
                    vocabulary.unread = True
                else:
                    readers[root](node, str(path))

    def add_codes(self, path: Path) -> None:
        before = self.report.count
        try:
            table = read_code_table(path.stem, self.read(path).decode("utf-8-sig"))
            self.catalogue.vocabulary.codes[path.stem] = table
        except OSError as error:
            self.report.fault(str(path), 0, 0, f"读不了这个文件：{error.strerror}")
        except UnicodeDecodeError:
            self.report.fault(str(path), 0, 0, "文件不是 UTF-8 编码")
        except FaultError as error:
            self.report.fault(str(path), error.offset, 1, error.message)
        if self.report.count > before:
            self.catalogue.vocabulary.unsound.add(path.stem)

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
        """What can be used of a file, or None where that is nothing."""
        try:
            data = self.read(path)
        except OSError as error:
            self.report.fault(str(path), 0, 0, f"读不了这个文件：{error.strerror}")
            return None
        return self.parsed(data, str(path), root)

    def parsed(self, data: bytes, path: str, root: str) -> Map | None:
        """The node tree of a text, with gaps where it is at fault."""
        node = read_yaml(data, path, self.report)
        if node is None:
            return None
        shapes, name = ROOTS[root]
        found = Checker(shapes, path, self.report).check(node, Ref(name), root)
        return found if isinstance(found, Map) else None

    # Policies --------------------------------------------------------------------------------------------------------

    def add_policies(self, paths: Iterable[Path]) -> None:
        self.reader.finish()
        for path in paths:
            self.add_policy(self.checked(path, "政策"), path)
        self.check_references()

    def add_texts(self, texts: Mapping[str, str]) -> None:
        """Policies given as texts, each by a name that stands for its path."""
        self.reader.finish()
        for name, text in texts.items():
            path = Path(name)
            data = self.texts[str(path)] = text.encode(errors="surrogatepass")
            self.add_policy(self.parsed(data, name, "政策"), path)
        self.check_references()

    def add_policy(self, node: Map | None, path: Path) -> None:
        """Build one policy; what has faults stays out of the catalogue."""
        if node is None:
            self.unread.add("")
            return
        reader = PolicyReader(Compiler(self.reader.scope(FIRM), str(path), self.report))
        policy = reader.policy(node, str(path), hashlib.sha256(self.texts[str(path)]).hexdigest())
        same = next((p for p in self.policies if p.title == policy.title), None)
        if same is not None:
            self.report.fault(str(path), 1, 1, f"政策“{shown(policy.title)}”在 {same.path} 里已经有了")
        self.note_unread(node, policy.title)
        self.policies.append(policy)
        self.items += reader.items
        sound = {item.id for item in policy.items} if same is None else set()
        self.catalogue.faulty |= {item.id for item in reader.items} - sound
        if same is None:
            self.catalogue.policies.append(policy)

    def note_unread(self, node: Map, title: str) -> None:
        """Note where items may stand whose names could not be read."""
        if not text_of(node.get("政策")):
            self.unread.add("")
        rows = node.get("事项")
        items = rows.items if isinstance(rows, Seq) else []
        if isinstance(rows, Gap) or not all(isinstance(i, Map) and text_of(i.get("编号")) for i in items):
            self.unread.add(title)

    @cached_property
    def elsewhere(self) -> tuple[frozenset[str], frozenset[str]]:
        """The items of the pack and their tags: a folder's own policies may name them though they are not loaded."""
        pack = Library(Report())
        ids, tags = set(), set[str]()
        for path in policy_files(PACK):
            node = pack.checked(path, "政策")
            for item in maps_in(node.get("事项")) if node else ():
                ids.add(f"{text_of(node.get('政策') if node else None)}/{text_of(item.get('编号'))}")
                tags.update(texts_of(item.get("标签")))
        return frozenset(ids), frozenset(tags)

    def check_references(self) -> None:
        """所得 and 合并 must name items that exist, 互斥 should; 所得 must not run in a circle.

        Items with faults are known here and checked like the others; only what could not be read is not.
        """
        ids = dict.fromkeys(item.id for item in self.items)
        earned: dict[str, set[str]] = {}
        for item in self.items:
            earned.setdefault(item.id, set()).update(earned_in(item))
        for item in self.items:
            before = self.report.count
            for name in sorted(merged_in(item) | earned_in(item)):
                if self.is_missing(name, ids):
                    self.report.fault(item.path, item.line, item.column, f"没有事项“{shown(name)}”{meant(name, ids)}")
            if item.id in _earned_by(item.id, earned):
                self.report.fault(item.path, item.line, item.column, "“所得”绕回了自己")
            if self.report.count > before:
                self.catalogue.faulty.add(item.id)
            self.check_exclusions(item, ids)
        self.leave_out_faulty()

    def leave_out_faulty(self) -> None:
        catalogue, faulty = self.catalogue, self.catalogue.faulty
        kept = [replace(p, items=tuple(i for i in p.items if i.id not in faulty)) for p in catalogue.policies]
        catalogue.policies = [policy for policy in kept if policy.items]
        catalogue.items = {item.id: item for policy in catalogue.policies for item in policy.items}

    def check_exclusions(self, item: Item, ids: Collection[str]) -> None:
        """An exclusion may name what is not there (yet); a slip of the pen looks the same, so it is hinted at."""
        tags = sorted({tag for other in self.items for tag in other.tags})
        for exclusion in item.exclusions:
            for name in exclusion.items:
                if self.is_missing(name, ids):
                    message = f"互斥的事项“{shown(name)}”没有载入{meant(name, ids)}"
                    self.report.hint(item.path, item.line, item.column, message)
            tag = exclusion.tag
            if tag and not self.unread and tag not in tags and tag not in self.elsewhere[1]:
                message = f"互斥的标签“{shown(tag)}”没有一个事项带着{meant(tag, tags)}"
                self.report.hint(item.path, item.line, item.column, message)

    def is_missing(self, name: str, ids: Collection[str]) -> bool:
        """Whether there is no such item, as far as the files could be read."""
        title = name.split("/")[0]
        if title in self.unread or ("" in self.unread and all(policy.title != title for policy in self.policies)):
            return False
        return name not in ids and name not in self.elsewhere[0]


def merged_in(item: Item) -> set[str]:
    """The ids of other items that an item names in 合并."""
    benefits = [version.benefit for version in item.versions if version.benefit]
    return {name for benefit in benefits for cap in benefit.caps for name in cap.merged}


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


def load_texts(texts: Mapping[str, str], report: Report, vocabulary: Path = PACK) -> Catalogue:
    """Policies given as texts by name, with a shipped vocabulary (for editors and tests)."""
    library = Library(report)
    library.add_vocabulary(vocabulary)
    library.add_texts(texts)
    return library.catalogue
