"""The JSON Schema of policy files, for editors; tools/write-schema puts it into docs/."""

from __future__ import annotations

import json

from songjieyou.rules.language.shape import json_schema
from songjieyou.rules.library.shapes import ROOTS


def policy_schema() -> str:
    """The text of docs/policy.schema.json."""
    shapes, root = ROOTS["政策"]
    return json.dumps(json_schema(shapes, root, "政策文件"), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    print(policy_schema(), end="")
