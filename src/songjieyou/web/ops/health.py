"""`/healthz`: whether the house is well, for whoever watches over it."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse, JsonResponse

from songjieyou.core import worker
from songjieyou.web.access import EVERYONE, Request, access


@access(EVERYONE)
def healthz(request: Request) -> HttpResponse:
    """200 when database, migrations and worker are well, else 503; the body says which is not."""
    state = parts()
    response = JsonResponse(state, status=200 if all(well == "ok" for well in state.values()) else 503)
    response["Cache-Control"] = "no-store"
    return response


def parts() -> dict[str, str]:
    """Each part and its state: `ok`, or what is the matter."""
    try:
        applied = MigrationRecorder(connection).applied_migrations().keys()
        if not known_migrations() <= applied:
            return {"database": "ok", "migrations": "not applied", "worker": "unknown"}
        return {"database": "ok", "migrations": "ok", "worker": "ok" if worker.alive() else "no heartbeat"}
    except DatabaseError:
        return {"database": "not reachable", "migrations": "unknown", "worker": "unknown"}


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration of this version of the code."""
    return frozenset(MigrationLoader(None).disk_migrations or {})
