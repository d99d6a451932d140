"""Pictures of every page type as each of the people who see it, from a new demo, for those who build pages to look at:
`python -m tests.e2e.screens FOLDER [WORD]`. With a WORD only the page types whose name holds it.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e import chromium
from tests.operations.house import environment, started

if TYPE_CHECKING:
    from tests.e2e.visitors import Visitors


def main(argv: list[str]) -> int:
    """0 when all pictures are there; 2 without a folder, 1 without a browser."""
    if not argv:
        print(__doc__, file=sys.stderr)
        return 2
    if chromium.program() is None:
        print("没有安装 Chromium（apt-get install chromium）。", file=sys.stderr)
        return 1
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # for the table of addresses alone
    django.setup()
    from tests.e2e.visitors import Visitors

    folder, word = Path(argv[0]), "".join(argv[1:2])
    with tempfile.TemporaryDirectory() as var, started(environment(Path(var))) as house, chromium.browser() as browser:
        take(Visitors(browser, house), folder, word)
    return 0


def take(visitors: Visitors, folder: Path, word: str) -> None:
    """Write FOLDER/WIDTH[-large]/PAGE TYPE[-PERSON].png."""
    from tests.e2e.looks import LOOKS
    from tests.e2e.visitors import ENLARGE, PC, PHONE

    for look in LOOKS:
        if word not in look.name:
            continue
        for actor, width, large in itertools.product((look.actor, *look.also), (PHONE, PC), (False, True)):
            page = visitors.window(actor, width=width)
            visitors.show(page, look)
            page.evaluate(ENLARGE, large)
            name = "-".join(filter(None, (look.name, actor)))
            path = folder / f"{width}{'-large' * large}" / f"{name}.png"
            page.screenshot(path=path, full_page=True)
            page.close()
            print(path, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
