"""The holidays as the notices of the State Council's General Office announce them, written out by hand with weekdays.

Independent of the shipped table: whoever changes that must find the day in a notice.
"""

from __future__ import annotations

import datetime as dt
import re

NOTICES = {
    2024: """
        元旦：1月1日（星期一）放假，与周末连休。
        春节：2月10日（星期六）至17日（星期六）放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。
        清明节：4月4日（星期四）至6日（星期六）放假调休，共3天。4月7日（星期日）上班。
        劳动节：5月1日（星期三）至5日（星期日）放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
        端午节：6月10日（星期一）放假，与周末连休。
        中秋节：9月15日（星期日）至17日（星期二）放假调休，共3天。9月14日（星期六）上班。
        国庆节：10月1日（星期二）至7日（星期一）放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
    """,
    2025: """
        元旦：1月1日（星期三）放假1天，不调休。
        春节：1月28日（星期二）至2月4日（星期二）放假调休，共8天。1月26日（星期日）、2月8日（星期六）上班。
        清明节：4月4日（星期五）至6日（星期日）放假，共3天。
        劳动节：5月1日（星期四）至5日（星期一）放假调休，共5天。4月27日（星期日）上班。
        端午节：5月31日（星期六）至6月2日（星期一）放假，共3天。
        国庆节、中秋节：10月1日（星期三）至8日（星期三）放假调休，共8天。9月28日（星期日）、10月11日（星期六）上班。
    """,
    2026: """
        元旦：1月1日（星期四）至3日（星期六）放假调休，共3天。1月4日（星期日）上班。
        春节：2月15日（星期日）至23日（星期一）放假调休，共9天。2月14日（星期六）、2月28日（星期六）上班。
        清明节：4月4日（星期六）至6日（星期一）放假，共3天。
        劳动节：5月1日（星期五）至5日（星期二）放假调休，共5天。5月9日（星期六）上班。
        端午节：6月19日（星期五）至21日（星期日）放假，共3天。
        中秋节：9月25日（星期五）至27日（星期日）放假，共3天。
        国庆节：10月1日（星期四）至7日（星期三）放假调休，共7天。9月20日（星期日）、10月10日（星期六）上班。
    """,
}
"""国办发明电〔2023〕7号, 国办发明电〔2024〕12号, 国办发明电〔2025〕7号."""

WEEKDAYS = "一二三四五六日"
DATE = re.compile(r"(?:(\d+)月)?(\d+)日（星期(.)）(至)?")


def by_hand(year: int) -> dict[dt.date, bool]:
    """The days that a notice names: False for a holiday, True for a weekend that is worked."""
    named: dict[dt.date, bool] = {}
    for line in NOTICES[year].strip().splitlines():
        free, _, worked = line.partition("。")
        days = _days(year, free)
        said = re.search(r"共(\d)天", free)
        assert said is None or len(days) == int(said[1]), line
        named |= dict.fromkeys(days, False) | dict.fromkeys(_days(year, worked), True)
    return named


def _days(year: int, text: str) -> list[dt.date]:
    """The dates of a sentence; `至` fills in those between. Each weekday must be right."""
    days: list[dt.date] = []
    month, filling = 0, False
    for found in DATE.finditer(text):
        month = int(found[1] or month)
        day = dt.date(year, month, int(found[2]))
        assert WEEKDAYS[day.weekday()] == found[3], f"{day} in {text}"
        while filling and days[-1] + dt.timedelta(days=1) < day:
            days.append(days[-1] + dt.timedelta(days=1))
        days.append(day)
        filling = found[4] is not None
    return days
