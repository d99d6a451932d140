"""`./sjy manage rematch`: all matches of all parks anew. What differs is written, and told like any other change."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from songjieyou.core.models import Park
from songjieyou.policies.domain.matching import ask_for_all, catch_up


class Command(BaseCommand):
    help = "重新计算全部企业与全部政策的匹配。升级后系统会自己计算，平时不需要。"

    def handle(self, *args: Any, **options: Any) -> None:
        for park in Park.objects.order_by("pk"):
            total = ask_for_all(park=park)
            self.stdout.write(f"{park.name}：{total} 家企业")
            catch_up(park=park, done=lambda answered: self.stdout.write(f"  已算 {answered} 家"))
