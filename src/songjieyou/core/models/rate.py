"""How often something was done lately: what `core.rates` remembers. These rows belong to no park."""

from django.db import models

from songjieyou.core.models.scoped import Scoped


class RateQuerySet(Scoped["Rate"]):
    """No screen shows them."""


class Rate(models.Model):
    """频次: the takings under one key. The key is hashed, so that no name and no address stands here."""

    key = models.CharField(max_length=64, unique=True)
    times = models.JSONField(default=list)
    """Milliseconds since 1970, oldest first."""
    closed_until = models.DateTimeField(null=True)
    forget_at = models.DateTimeField(db_index=True)

    objects = RateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key
