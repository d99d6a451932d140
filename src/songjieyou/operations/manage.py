"""`./sjy manage …`: Django's own commands."""

import os

from songjieyou.operations.refusal import told


def main(argv: list[str]) -> int:
    """Run one; Django ends the process itself where the command fails. 1 where the settings are refused."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")

    def act() -> int:
        execute_from_command_line(["./sjy manage", *argv])
        return 0

    return told(act)
