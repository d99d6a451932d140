"""`./sjy manage …`: Django's own commands."""

import os


def main(argv: list[str]) -> int:
    """Run one; Django ends the process itself where the command fails."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
    execute_from_command_line(["./sjy manage", *argv])
    return 0
