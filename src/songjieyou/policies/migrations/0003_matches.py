"""The matches that are kept, how far they are, and their turns."""

import django.db.models.deletion
from django.db import migrations, models

from songjieyou.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0004_titles_and_permits"),
        ("policies", "0002_own_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Match",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=200, verbose_name="事项")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("fits", "符合"),
                            ("by_hand", "由人工评定"),
                            ("almost", "只差一两项数据"),
                            ("near", "接近"),
                            ("open", "还缺数据"),
                            ("not", "不符合"),
                            ("out", "不再适用"),
                        ],
                        max_length=8,
                        verbose_name="结论",
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=8, verbose_name="金额性质")),
                ("low_fen", models.PositiveBigIntegerField(null=True, verbose_name="金额下限")),
                ("high_fen", models.PositiveBigIntegerField(null=True, verbose_name="金额上限")),
                ("missing", models.TextField(blank=True, verbose_name="缺少的数据")),
                ("until", models.DateField(null=True, verbose_name="结论保持到")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="enterprises.enterprise"
                    ),
                ),
                (
                    "park",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.park",
                        verbose_name="园区",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matches", to="enterprises.subject"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "was",
                    models.CharField(
                        choices=[
                            ("fits", "符合"),
                            ("by_hand", "由人工评定"),
                            ("almost", "只差一两项数据"),
                            ("near", "接近"),
                            ("open", "还缺数据"),
                            ("not", "不符合"),
                            ("out", "不再适用"),
                        ],
                        max_length=8,
                        verbose_name="原来",
                    ),
                ),
                (
                    "now",
                    models.CharField(
                        choices=[
                            ("fits", "符合"),
                            ("by_hand", "由人工评定"),
                            ("almost", "只差一两项数据"),
                            ("near", "接近"),
                            ("open", "还缺数据"),
                            ("not", "不符合"),
                            ("out", "不再适用"),
                        ],
                        max_length=8,
                        verbose_name="现在",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("facts", "企业数据更新"), ("policy", "政策更新"), ("time", "时间变化")],
                        max_length=8,
                        verbose_name="原因",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="policies.match"
                    ),
                ),
                (
                    "park",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.park",
                        verbose_name="园区",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FirmMatched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked", models.PositiveIntegerField(default=1)),
                ("answered", models.PositiveIntegerField(default=0)),
                ("on", models.DateField(null=True)),
                ("at", models.DateTimeField(null=True)),
                ("until", models.DateField(null=True)),
                (
                    "enterprise",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="matched", to="enterprises.enterprise"
                    ),
                ),
                (
                    "park",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.park",
                        verbose_name="园区",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("asked__gt", models.F("answered"))),
                        fields=["park"],
                        name="policies_firmmatched_asked",
                    ),
                    models.Index(fields=["park", "until"], name="policies_firmmatched_until"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemMatched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=200, verbose_name="事项")),
                ("fingerprint", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "park",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.park",
                        verbose_name="园区",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("park", "item"), name="policies_itemmatched_once")],
            },
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(fields=["park", "item", "group"], name="policies_match_of_item"),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(fields=("subject", "item"), name="policies_match_once"),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("group__in", ["fits", "by_hand", "almost", "near", "open", "not", "out"])),
                name="policies_match_group_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("low_fen", None), ("high_fen", None), ("low_fen__lte", models.F("high_fen")), _connector="OR"
                ),
                name="policies_match_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cause__in", ["facts", "policy", "time"]),
                    ("now__in", ["fits", "by_hand", "almost", "near", "open", "not", "out"]),
                    ("was__in", ["fits", "by_hand", "almost", "near", "open", "not", "out"]),
                    models.Q(("was", models.F("now")), _negated=True),
                ),
                name="policies_turn_known",
            ),
        ),
        AppendOnly("policies_turn"),
    ]
