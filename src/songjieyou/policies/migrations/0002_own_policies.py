import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from songjieyou.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_columns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="政策")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
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
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="第几稿")),
                ("text", models.TextField(verbose_name="正文")),
                ("written_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="policies.ownpolicy"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("content", "内容审核"), ("fairness", "公平竞争审查")],
                        max_length=10,
                        verbose_name="审核内容",
                    ),
                ),
                (
                    "conclusion",
                    models.CharField(
                        choices=[("passed", "通过"), ("exception", "适用例外规定"), ("returned", "退回修改")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("grounds", models.TextField(max_length=2000, verbose_name="依据和理由")),
                ("unit", models.CharField(blank=True, max_length=60, verbose_name="起草单位")),
                ("heard", models.CharField(blank=True, max_length=500, verbose_name="听取意见情况")),
                ("exception", models.CharField(blank=True, max_length=500, verbose_name="适用的例外规定")),
                ("exception_until", models.DateField(blank=True, null=True, verbose_name="例外的期限")),
                ("reviewed_at", models.DateTimeField(verbose_name="审核时间")),
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
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="policies.revision"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ownpolicy",
            name="published",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="published_as",
                to="policies.revision",
            ),
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hint", models.TextField(verbose_name="提示")),
                ("reason", models.CharField(max_length=500, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="确认时间")),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledgements",
                        to="policies.revision",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("policy", "number"), name="policies_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="policies_revision_numbered"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["content", "fairness"])), name="policies_review_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("conclusion__in", ["passed", "exception", "returned"])),
                name="policies_review_conclusion",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conclusion", "exception"), _negated=True),
                    models.Q(
                        ("exception_until__isnull", False),
                        ("kind", "fairness"),
                        models.Q(("exception", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="policies_review_exception_has_a_term",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownpolicy",
            constraint=models.UniqueConstraint(fields=("park", "title"), name="policies_ownpolicy_once"),
        ),
        migrations.AddConstraint(
            model_name="ownpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published", None), ("published_at", None)),
                    models.Q(("published__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="policies_ownpolicy_published_when",
            ),
        ),
        AppendOnly("policies_revision"),
        AppendOnly("policies_review"),
        AppendOnly("policies_acknowledgement"),
    ]
