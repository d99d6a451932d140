import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_calendar_and_deadlines"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(verbose_name="字节")),
                ("kept_at", models.DateTimeField()),
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
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("ofd", "OFD"),
                            ("docx", "Word（docx）"),
                            ("xlsx", "Excel（xlsx）"),
                            ("pptx", "PowerPoint（pptx）"),
                            ("jpeg", "JPEG"),
                            ("png", "PNG"),
                            ("webp", "WebP"),
                            ("csv", "CSV"),
                            ("txt", "文本（txt）"),
                        ],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="上传时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="删除时间")),
                ("belongs_kind", models.CharField(max_length=20)),
                ("belongs_id", models.BigIntegerField()),
                (
                    "given_by",
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
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="core.storedfile"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.UniqueConstraint(fields=("park", "sha256"), name="core_stored_file_once"),
        ),
        migrations.AddConstraint(
            model_name="storedfile",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="core_stored_file_not_empty"),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["belongs_kind", "belongs_id"], name="core_attachment_belongs"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["pdf", "ofd", "docx", "xlsx", "pptx", "jpeg", "png", "webp", "csv", "txt"])
                ),
                name="core_attachment_kind",
            ),
        ),
    ]
