from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_accounts_parts_and_feedback"),
    ]

    operations = [
        migrations.AddField("park", "band", models.CharField("页头底色", default="083b78", max_length=6)),
        migrations.AddField("park", "rule", models.CharField("页头细线", default="c8963e", max_length=6)),
        migrations.AddField("park", "action", models.CharField("操作颜色", default="0b4f9e", max_length=6)),
    ]
