"""The personal data of the house, in one table: what it is for, how long it is kept, what is left when it is erased.

Each app declares its own columns when it starts; a test finds the ones that nobody has declared. The page about the
system shows this table, one's own data are exported by it, and a person is erased by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils import timezone

from songjieyou.core.enums import Role
from songjieyou.core.events.words import brief
from songjieyou.core.models import Person

ERASED_NAME = "已注销人员"
ERASED_TEXT = "（作者已注销，内容已清除）"
WITH_ACCOUNT = "保存到账号注销为止"
IN_THE_TRAIL = "按审计要求保存，只有编号，没有姓名"
AS_HISTORY = "作为履职记录随业务档案保存，注销后不再显示姓名"


class Personal(NamedTuple):
    """One column: `model` as app.Model, `person` the field that leads to the person. Empty: the row is the person.
    None: the row is about somebody without an account, and is shown, exported and erased by itself.

    `erased` is what is written over it, with {pk} for the number of the person; None: it stays, since it names nobody.
    `show` puts a value into words.
    """

    model: str
    person: str | None
    field: str
    label: str
    purpose: str
    retention: str
    erased: str | None
    show: Callable[[Any], str] = str


def moment(value: datetime) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"


TITLES = {
    "core.Attachment": "文件",
    "core.Person": "账号",
    "core.RoleAssignment": "角色",
    "core.Event": "操作记录",
    "core.FeedbackMessage": "对本系统的意见",
}
DECLARED: list[Personal] = [
    Personal("core.Person", "", "username", "登录名", "登录", WITH_ACCOUNT, "已注销-{pk}"),
    Personal("core.Person", "", "name", "姓名", "识别办理人，写明责任", WITH_ACCOUNT, ERASED_NAME),
    Personal("core.Person", "", "phone", "手机", "园区与本人联系工作，由本人填写", WITH_ACCOUNT, ""),
    Personal("core.Person", "", "email", "邮箱", "园区与本人联系工作，由本人填写", WITH_ACCOUNT, ""),
    Personal(
        "core.RoleAssignment",
        "person",
        "role",
        "角色",
        "确定可以查看和办理的范围",
        AS_HISTORY,
        None,
        lambda code: Role(code).label,
    ),
    Personal("core.RoleAssignment", "person", "starts_on", "角色自", "确定角色的期限", AS_HISTORY, None),
    Personal("core.RoleAssignment", "person", "ends_on", "角色至", "确定角色的期限", AS_HISTORY, None),
    Personal("core.Event", "actor", "name", "操作", "审计", IN_THE_TRAIL, None, brief),
    Personal("core.Event", "actor", "at", "操作时间", "审计", IN_THE_TRAIL, None, moment),
    Personal("core.Attachment", "given_by", "name", "文件名", "办理上传文件所用的事项", WITH_ACCOUNT, ""),
    Personal("core.Attachment", "given_by", "given_at", "上传时间", "办理上传文件所用的事项", AS_HISTORY, None, moment),
    Personal("core.FeedbackMessage", "author", "text", "意见内容", "答复对本系统的意见", WITH_ACCOUNT, ERASED_TEXT),
    Personal("core.FeedbackMessage", "author", "at", "意见时间", "答复对本系统的意见", "随意见保存", None, moment),
]


def declare(title: str, *columns: Personal) -> None:
    """Enter personal columns of another app, all of one table that is called `title`."""
    TITLES[columns[0].model] = title
    DECLARED.extend(column for column in columns if column not in DECLARED)


class Own(NamedTuple):
    """Rows of one table about one person, each a text for every label."""

    title: str
    labels: tuple[str, ...]
    rows: Iterator[tuple[str, ...]]


def own_data(person: Person) -> Iterator[Own]:
    """Everything declared about a person with an account, table by table, read while it is walked."""
    for model, columns in _tables().items():
        rows = _rows(model, columns[0].person, person).order_by("pk")
        values = rows.values_list(*(column.field for column in columns)).iterator()
        labels = tuple(column.label for column in columns)
        yield Own(TITLES[model], labels, (_told(columns, row) for row in values))


def overwrite(person: Person) -> None:
    """Write over every declared column of a person that must not stay."""
    for model, columns in _tables().items():
        left = {column.field: column.erased.format(pk=person.pk) for column in columns if column.erased is not None}
        if left:
            _rows(model, columns[0].person, person).update(**left)


def of_row(row: Model) -> list[tuple[str, str]]:
    """(label, words) of everything declared in a row about somebody without an account."""
    columns = _without_account(row)
    values = tuple(getattr(row, column.field) for column in columns)
    return list(zip((column.label for column in columns), _told(columns, values), strict=True))


def left_of(row: Model) -> dict[str, str]:
    """What stands in such a row after it is erased, by field."""
    return {column.field: column.erased for column in _without_account(row) if column.erased is not None}


def _without_account(row: Model) -> tuple[Personal, ...]:
    return tuple(column for column in DECLARED if column.model == row._meta.label and column.person is None)


def _told(columns: tuple[Personal, ...], row: tuple[Any, ...]) -> tuple[str, ...]:
    """The words for each value; nothing for what is not there."""
    return tuple("" if value is None else column.show(value) for column, value in zip(columns, row, strict=True))


def _tables() -> dict[str, tuple[Personal, ...]]:
    """The declared columns about people with accounts."""
    found: dict[str, tuple[Personal, ...]] = {}
    for column in DECLARED:
        if column.person is not None:
            found[column.model] = (*found.get(column.model, ()), column)
    return found


def _model(label: str) -> type[Model]:
    return apps.get_model(label)


def _rows(model: str, field: str | None, person: Person) -> QuerySet[Model]:
    return _model(model)._default_manager.filter(**{field or "pk": person.pk})
