"""The mark of a demo database. A database gets it when it is made, or never."""

from django.db import models


class Mark(models.Model):
    """One row: everything in this database is fictional and may be thrown away."""

    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="demo_mark_only_one"),)

    def __str__(self) -> str:
        return "演示库"
