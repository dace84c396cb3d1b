"""`python -m bench.house`: everything that is out of order, and the figures as JSON in the last line."""

from __future__ import annotations

import json
from pathlib import Path

from bench.house import rooms, text
from bench.house.tree import Tree

ROOT = Path(__file__).parents[2]
DECLARED = (ROOT / "requirements.txt", ROOT / "pyproject.toml")


def main() -> None:
    tree = Tree(ROOT)
    offences = {
        "folder_circles": rooms.folder_circles(tree),
        "upward_arrows": rooms.upward_arrows(tree),
        "impure_rules": rooms.impure_rules(tree),
        "modules_over_300": text.modules_over_300(tree),
        "duplicate_class_names": text.duplicate_class_names(tree),
        "vague_assignments": text.vague_assignments(tree),
        "foreign_table_writes": rooms.foreign_table_writes(tree),
        "foreign_tables": rooms.foreign_tables(tree),
        "undeclared_imports": text.undeclared_imports(tree, *DECLARED),
    }
    for name, places in offences.items():
        for place in places:
            print(f"{name}: {place}")
    sizes = text.folder_sizes(tree)
    print(f"longest_folder: {max(sizes, key=lambda folder: sizes[folder])}")
    middle, nine_in_ten = text.function_sizes(tree)
    figures = {
        **{name: len(places) for name, places in offences.items()},
        "longest_folder": max(sizes.values()),
        "comment_share": round(text.comment_share(tree), 4),
        "function_median": middle,
        "function_p90": nine_in_ten,
        "annotated": round(text.annotated_share(tree), 4),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
