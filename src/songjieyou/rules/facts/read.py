"""Facts as people give them (JSON, or 已知 in an example) into a FactBase; every fault names its field."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from songjieyou.rules.facts.base import FactBase, FactKey, Origin, Period, Received, Subject
from songjieyou.rules.faults import FaultError, folded, meant, shown
from songjieyou.rules.library.resolve import read_word
from songjieyou.rules.library.vocabularies import read_number_of
from songjieyou.rules.library.vocabulary import FIRM, WHOLE, Entry, Vocabulary
from songjieyou.rules.units import narrow, read_date, read_money, read_yes_no
from songjieyou.rules.values import UNKNOWN, Band, Value, as_value, one_of

RECEIVED: Final = "已享受"
MAX_SUBJECTS: Final = 10_000
_BAND_KEYS: Final = frozenset(("自", "至", "不足", "满", "超过"))
_DETAIL_KEYS: Final = frozenset(("值", "来源", "日期"))
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
UNKNOWN_WORDS: Final = ("", "未知", "不详")

type FieldFault = tuple[tuple[str, ...], str]
"""The way to the field, and what is wrong with it."""


class FactsError(Exception):
    """Everything that is wrong with one set of facts."""

    def __init__(self, faults: list[FieldFault]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{'.'.join(path)}: {message}" for path, message in faults))


def parse_json(text: str) -> Any:
    """JSON with exact numbers; a key given twice, NaN and the like are refused. Raises FactsError."""
    doubles: list[str] = []
    strange: list[str] = []

    def constant(written: str) -> None:
        strange.append(written)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                doubles.append(key)
            found[key] = value
        return found

    try:
        data = json.loads(text, parse_float=Decimal, parse_int=_whole, parse_constant=constant, object_pairs_hook=pairs)
        if "\\u" in text:
            json.dumps(data, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        message = f"第 {error.lineno} 行第 {error.colno} 列读不通：不是合格的 JSON"
        raise FactsError([((), message)]) from None
    except RecursionError:
        raise FactsError([((), "JSON 嵌套太深")]) from None
    except InvalidOperation:
        raise FactsError([((), "有一个数太大或太小，读不了")]) from None
    except UnicodeEncodeError:
        raise FactsError([((), r"文字里有不成对的转义（\ud800 一类）")]) from None
    faults = [f"“{shown(name)}”写了两次" for name in doubles]
    faults += [f"读到 {name}，这不是一个数" for name in strange]
    if faults:
        raise FactsError([((), message) for message in faults])
    return data


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= 40 else Decimal(text)


def read_facts(data: Any, vocabulary: Vocabulary, on: dt.date) -> FactBase:
    """The fact base of one firm on a date. Raises FactsError with every fault."""
    return _Reader(vocabulary, on).read(data)


class _Reader:
    def __init__(self, vocabulary: Vocabulary, on: dt.date) -> None:
        self.vocabulary, self.on = vocabulary, on
        self.faults: list[FieldFault] = []
        self.assumptions: dict[str, str] = {}

    def fault(self, path: tuple[str, ...], message: str) -> None:
        self.faults.append((path, message))

    def read(self, data: Any) -> FactBase:
        if not isinstance(data, Mapping):
            raise FactsError([((), '最外层应是一组“对象: 事实”，如 {"企业": {…}}')])
        known = (*self.vocabulary.subjects, RECEIVED)
        data = self.named(data, ())
        for key in data:
            if key not in known and not self.vocabulary.unread:
                self.fault((key,), f"没有这种对象{meant(key, known)}，可用：{'、'.join(known)}")
        firm = Subject(FIRM, "")
        written = {} if data.get(FIRM) is None else data[FIRM]
        if isinstance(written, Mapping):
            self.facts(firm, self.named(written, (FIRM,)), (FIRM,))
        else:
            self.fault((FIRM,), f"读到{_kind(written)}，应是一组“事实: 值”")
        firm.look()
        base = FactBase(firm)
        for kind in self.top_down():
            if kind in data and data[kind] is not None:
                base.subjects[kind] = self.subjects(kind, data[kind], base)
        base.received = self.received(data[RECEIVED], base) if data.get(RECEIVED) is not None else None
        base.assumptions = self.assumptions
        if self.faults:
            raise FactsError(self.faults)
        return base

    def named(self, written: Mapping[Any, Any], path: tuple[str, ...]) -> dict[str, Any]:
        """The entries by their names as names are compared; one that is told twice is a fault."""
        found: dict[str, Any] = {}
        for key, value in written.items():
            name = folded(str(key))
            if name in found:
                self.fault((*path, name), f"“{shown(name)}”写了两次")
            found[name] = value
        return found

    def label(self, value: Any, path: tuple[str, ...]) -> str:
        """What a subject is called: a text or a whole number."""
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            self.fault(path, f"读到{_kind(value)}，应是文字或整数")
            return ""
        return _text(value)

    def top_down(self) -> list[str]:
        kinds = [kind for kind in self.vocabulary.subjects if kind != FIRM]
        return sorted(kinds, key=lambda kind: len(self.vocabulary.above(kind)))

    # Subjects --------------------------------------------------------------------------------------------------------

    def subjects(self, kind: str, written: Any, base: FactBase) -> list[Subject]:
        items = [written] if isinstance(written, Mapping) else written
        if not isinstance(items, list) or len(items) > MAX_SUBJECTS:
            self.fault((kind,), f"读到{_kind(written)}，应是列表（至多 {MAX_SUBJECTS} 个）")
            return []
        found: list[Subject] = []
        seen: set[str] = set()
        for number, item in enumerate(items):
            path = (kind, f"[{number + 1}]")
            if not isinstance(item, Mapping):
                self.fault(path, f"读到{_kind(item)}，应是一组“事实: 值”")
                continue
            item = self.named(item, path)
            name = self.label(item.get("号"), (*path, "号")) or f"{kind}{number + 1}"
            if name in seen:
                self.fault((*path, "号"), f"“{shown(name)}”重复")
            seen.add(name)
            subject = Subject(kind, name, self.parent(kind, item, base, path))
            self.facts(subject, {k: v for k, v in item.items() if k not in ("号", "属")}, path)
            subject.look()
            found.append(subject)
        return found

    def parent(self, kind: str, item: Mapping[str, Any], base: FactBase, path: tuple[str, ...]) -> Subject:
        """The subject above: the one named by 属, the only one there is, or the firm."""
        kinds = [k for k in self.vocabulary.subjects[kind] if k != FIRM]
        candidates = [s for k in kinds for s in base.subjects.get(k, [])]
        name = self.label(item.get("属"), (*path, "属"))
        if name:
            named = [s for s in candidates if s.id == name]
            if len(named) == 1:
                return named[0]
            if name == FIRM and self.on_firm(kind):
                return base.firm
            ids = [str(s.id) for s in candidates]
            why = f"有几个“{shown(name)}”" if named else f"没有“{shown(name)}”{meant(name, ids)}"
            self.fault((*path, "属"), why)
            return base.firm
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            several = "、".join(str(s.id) for s in candidates[:10])
            self.fault((*path, "属"), f"要写明属于哪一个：{several}" + (f"，或 {FIRM}" if self.on_firm(kind) else ""))
        return base.firm

    def on_firm(self, kind: str) -> bool:
        return FIRM in self.vocabulary.subjects[kind]

    # Facts -----------------------------------------------------------------------------------------------------------

    def facts(self, subject: Subject, written: Mapping[str, Any], path: tuple[str, ...]) -> None:
        for name, value in written.items():
            entry = self.vocabulary.find(name)
            here = (*path, name)
            if self.is_doubtful(entry):
                continue
            if entry is None:
                self.fault(here, f"词汇表里没有“{shown(name)}”{meant(name, self.own_names(subject.kind))}")
            elif entry.subject != subject.kind:
                self.fault(here, f"“{entry.name}”是{entry.subject}的事实，不放在{subject.kind}里")
            elif value is not None:
                self.fact(subject, entry, value, here)

    def is_doubtful(self, entry: Entry | None) -> bool:
        """Whether a name cannot be judged, because the vocabulary has faults that were told."""
        return self.vocabulary.unread if entry is None else folded(entry.name) in self.vocabulary.unsound

    def own_names(self, kind: str) -> list[str]:
        own = [e.name for e in self.vocabulary.entries.values() if e.subject == kind]
        return own + [e.name for e in self.vocabulary.entries.values() if e.subject != kind]

    def fact(self, subject: Subject, entry: Entry, value: Any, path: tuple[str, ...]) -> None:
        pattern = {"年": _YEAR, "月": _MONTH}.get(entry.period)
        if pattern is None:
            self.store(subject, entry, None, value, path)
            return
        inner, origin = _detail(value)
        if isinstance(inner, Mapping) and not _BAND_KEYS.issuperset(inner) and "可能" not in inner:
            self.dated(origin, path)
            for period, one in self.named(inner, path).items():
                text = narrow(period)
                if not pattern.fullmatch(text):
                    like = "2024" if entry.period == "年" else "2025-04"
                    self.fault((*path, text), f"读到“{shown(text)}”，“{entry.name}”按{entry.period}，应写成 {like}")
                elif one is not None:
                    self.store(subject, entry, int(text) if entry.period == "年" else text, one, (*path, text), origin)
            return
        if entry.period == "月":
            self.fault(path, f'“{entry.name}”按月，要写成 {{"2025-04": …}}')
            return
        year = self.on.year - 1
        self.store(subject, entry, year, value, path)
        if (entry.name, year) in subject.values:
            self.assumptions[entry.name] = f"“{entry.name}”没有注明年度，按上年（{year} 年）计"

    def store(
        self,
        subject: Subject,
        entry: Entry,
        period: Period,
        value: Any,
        path: tuple[str, ...],
        origin: Origin | None = None,
    ) -> None:
        inner, own = _detail(value)
        self.dated(own, path)
        try:
            found = read_value(entry, inner, self.vocabulary)
        except FaultError as error:
            self.fault(path, error.message)
            return
        if found is UNKNOWN:
            return
        key: FactKey = (entry.name, period)
        subject.values[key] = found
        if own != Origin() or origin:
            subject.origins[key] = own if own != Origin() else origin or own

    def dated(self, origin: Origin, path: tuple[str, ...]) -> None:
        """The date of a source must be one."""
        if origin.date:
            try:
                read_date(origin.date)
            except FaultError as error:
                self.fault((*path, "日期"), error.message)

    # Money received before ------------------------------------------------------------------------------------------

    def received(self, written: Any, base: FactBase) -> list[Received]:
        if not isinstance(written, list):
            self.fault((RECEIVED,), f"读到{_kind(written)}，应是列表；没有享受过写 []")
            return []
        found = []
        for number, item in enumerate(written):
            path = (RECEIVED, f"[{number + 1}]")
            if not isinstance(item, Mapping):
                self.fault(path, f'读到{_kind(item)}，应是 {{"事项": …, "对象": …, "年度": …, "金额": …}}')
                continue
            known = ("事项", "对象", "年度", "金额")
            item = self.named(item, path)
            for key in item:
                if key not in known:
                    self.fault((*path, key), f"没有这一项{meant(key, known)}，可用：{'、'.join(known)}")
            found.append(self.one_received(item, base, path))
        return [r for r in found if r is not None]

    def one_received(self, item: Mapping[str, Any], base: FactBase, path: tuple[str, ...]) -> Received | None:
        name, subject, year = _text(item.get("事项")), _text(item.get("对象")), item.get("年度")
        if "/" not in name:
            self.fault((*path, "事项"), f"读到“{shown(name)}”，应写成 政策名/编号")
        if subject and subject != FIRM and not base.named(subject):
            ids = [str(s.id) for subjects in base.subjects.values() for s in subjects]
            self.fault((*path, "对象"), f"没有“{shown(subject)}”{meant(subject, ids)}")
        told = year is None or _YEAR.fullmatch(str(year).strip())
        if not told:
            self.fault((*path, "年度"), f"读到“{shown(year)}”，应是年份，如 2024")
        try:
            amount = read_money(_text(item.get("金额")))
        except FaultError as error:
            self.fault((*path, "金额"), error.message)
            return None
        if amount < 0:
            self.fault((*path, "金额"), "已享受的金额不能小于零")
        if not told:
            return None
        return Received(name, "" if subject == FIRM else subject, None if year is None else int(str(year)), amount)


# Single values -------------------------------------------------------------------------------------------------------


def read_value(entry: Entry, written: Any, vocabulary: Vocabulary) -> Value:
    """One value of a fact: exact, a band, a set of possibilities, or unknown. Raises FaultError."""
    if written is None or (isinstance(written, str) and written.strip() in UNKNOWN_WORDS):
        return UNKNOWN
    if isinstance(written, Mapping):
        if set(written) == {"可能"}:
            return _possible(entry, written["可能"], vocabulary)
        return _band(entry, written)
    if entry.type == "多选":
        return _many(entry, written, vocabulary)
    if isinstance(written, list):
        raise FaultError(f'读到列表，“{entry.name}”只有一个值（几种可能写成 {{"可能": […]}}）')
    return _one(entry, written, vocabulary)


def _one(entry: Entry, written: Any, vocabulary: Vocabulary) -> Value:
    if entry.type == "是否":
        return written if isinstance(written, bool) else read_yes_no(_text(written))
    if isinstance(written, bool):
        raise FaultError(f"读到{'是' if written else '否'}，“{entry.name}”是{entry.type}")
    if isinstance(written, Mapping | list):
        raise FaultError(f"读到{_kind(written)}，“{entry.name}”这里应是一个值")
    if entry.type in ("文本", "选项", "代码", "地区"):
        return read_word(entry, _text(written), vocabulary)
    if entry.type == "日期":
        return read_date(_text(written))
    if not isinstance(written, str):
        written = _bare_number(entry, written)
    return _signed(entry, read_number_of(entry.type, written, entry.unit))


def _bare_number(entry: Entry, number: Any) -> str:
    """A JSON number as text, where the type needs no unit."""
    if not isinstance(number, int | Decimal):
        raise FaultError(f"读到{_kind(number)}，“{entry.name}”是{entry.type}")
    if isinstance(number, Decimal) and (not number.is_finite() or not -30 < number.adjusted() < 30):
        raise FaultError(f"读到“{shown(number)}”，这个数太大或太小")
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def _signed(entry: Entry, number: Any) -> Value:
    if number < 0 and not entry.negative:
        raise FaultError(f"读到负数，“{entry.name}”不能小于零")
    return number


def _band(entry: Entry, written: Mapping[str, Any]) -> Value:
    if not written or not _BAND_KEYS.issuperset(written):
        raise FaultError('应是一个值，或 {"自": …, "至": …}，或 {"可能": […]}')
    if entry.type not in ("金额", "数值", "比率", "个数", "月数", "分值", "日期"):
        raise FaultError(f"“{entry.name}”是{entry.type}，不能写成一段")
    ends = {key: _one(entry, value, Vocabulary()) for key, value in written.items()}
    lows = [(ends[key], key == "超过") for key in ("自", "满", "超过") if key in ends]
    highs = [(ends[key], key == "不足") for key in ("至", "不足") if key in ends]
    if len(lows) > 1 or len(highs) > 1:
        raise FaultError("一段只能有一个下界（自、超过）和一个上界（至、不足）")
    low, open_low = lows[0] if lows else (None, False)
    high, open_high = highs[0] if highs else (None, False)
    return _closed(entry, low, open_low, high, open_high)


def _closed(entry: Entry, low: Any, open_low: bool, high: Any, open_high: bool) -> Value:
    """The band, open ends closed where the type counts in whole steps; what cannot be negative is ≥ 0."""
    if low is None and entry.type != "日期" and not entry.negative:
        low, open_low = 0, False
    step: Any = dt.timedelta(days=1) if entry.type == "日期" else 1
    if entry.type in WHOLE or entry.type == "日期":
        try:
            low, open_low = (low + step if open_low and low is not None else low), False
            high, open_high = (high - step if open_high and high is not None else high), False
        except OverflowError:
            raise FaultError("这一段里没有日期") from None
    if low is not None and high is not None and (low > high or (low == high and (open_low or open_high))):
        raise FaultError("上下颠倒：下界大于上界")
    return as_value(Band(low, high, open_low, open_high))


def _possible(entry: Entry, written: Any, vocabulary: Vocabulary) -> Value:
    if not isinstance(written, list) or not written or len(written) > 1000:
        raise FaultError('“可能”应是列表，如 {"可能": [中型, 小型]}')
    if entry.type == "多选":
        raise FaultError(f"“{entry.name}”是多选，不能写“可能”")
    if any(_text(value) in UNKNOWN_WORDS for value in written):
        raise FaultError("“可能”里各项要是具体的值")
    return one_of(_one(entry, value, vocabulary) for value in written)


def _many(entry: Entry, written: Any, vocabulary: Vocabulary) -> tuple[str, ...]:
    items = written if isinstance(written, list) else [written]
    for item in items:
        if not isinstance(item, str):
            raise FaultError(f"读到{_kind(item)}，“{entry.name}”的各项应是文字")
    return tuple(dict.fromkeys(read_word(entry, item, vocabulary) for item in items))


def _detail(value: Any) -> tuple[Any, Origin]:
    """`{"值", "来源", "日期"}` taken apart."""
    if isinstance(value, Mapping) and "值" in value and _DETAIL_KEYS.issuperset(value):
        return value["值"], Origin(_text(value.get("来源")), _text(value.get("日期")))
    return value, Origin()


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _kind(value: Any) -> str:
    names: dict[type, Callable[[Any], str]] = {
        str: lambda v: f"文字“{shown(v)}”",
        bool: lambda v: "是" if v else "否",
        list: lambda _: "列表",
        dict: lambda _: "一组“键: 值”",
    }
    return names.get(type(value), lambda v: f"“{shown(v)}”")(value)
