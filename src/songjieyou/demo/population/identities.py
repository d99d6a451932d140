"""Names and credit codes that no real firm has."""

from __future__ import annotations

from random import Random
from typing import Final

from stdnum.cn import uscc

from songjieyou.demo.population.trades import Trade

PLACES: Final = ("清江", "云溪湾", "白石滩", "南浦渡", "临澧坪", "松门岭", "竹沙洲", "长荻港", "金井冲", "柳叶塘")
FIRST: Final = "启恒锦泽云朗瑞拓盛凌远承嘉和信诚景明卓越"
SECOND: Final = "丰源达讯川泰维科昌域峰宁航悦岚桥禾舟岭炬"
STEP: Final = 171
"""Has no divisor in common with the number of pairs, so that each pair comes once before any comes again."""
LEGAL_PERSON: Final = "91430100"
"""An enterprise, and a place."""
NOBODY: Final = "XX"
"""No organisation code begins so."""


def name_of(chance: Random, trade: Trade, number: int) -> str:
    """A name that no other number has."""
    rounds, place = divmod(number, len(FIRST) * len(SECOND))
    first, second = divmod((STEP * place + 37) % (len(FIRST) * len(SECOND)), len(SECOND))
    again, where = divmod(rounds, len(PLACES))
    count = f"{again + 1}号" if again else ""
    return f"{PLACES[where]}{FIRST[first]}{SECOND[second]}{count}{chance.choice(trade.words)}有限公司"


def uscc_of(number: int) -> str:
    """A synthetic code with its check character."""
    code = f"{LEGAL_PERSON}{NOBODY}{number:07d}"
    return code + uscc.calc_check_digit(code)
