"""How the code itself is kept: folders without circles, pure rules, small files, tables that one folder writes.

Each measure is shown to find a planted fault before it is believed about the product.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.house import rooms, text
from bench.house.tree import TOPS, Tree

ROOT = Path(__file__).parent.parent
Measure = Callable[[Tree], list[str]]

# Below adapters/ a platform is named only where it is chosen, set up or operated.
PLATFORMS_NAMED_IN = ("bot/__main__.py", "bot/cli/", "bot/platforms.py", "bot/settings/", "bot/wiring/")
PLATFORM = re.compile(r"(?<![a-z])(slack|msteams|teams)(?![a-z])", re.IGNORECASE)
MOST_MODULES = 16  # what fits on a screen of a file tree together with its folder's neighbours
LEAST_COMMENTS = 0.03
MOST_VAGUE = 40
LONGEST_BODY = 16


@pytest.fixture(scope="module")
def product() -> Tree:
    return Tree(ROOT)


def platform_names(tree: Tree) -> list[str]:
    """Platforms that are named where any platform should do."""
    return [
        f"{module.path}:{number}: {line.strip()}"
        for module in tree
        if module.top != "adapters" and not module.path.startswith((*PLATFORMS_NAMED_IN, text.MIGRATIONS))
        for number, line in enumerate(module.source.splitlines(), 1)
        if PLATFORM.search(line)
    ]


def undeclared_imports(tree: Tree) -> list[str]:
    return text.undeclared_imports(tree, ROOT / "requirements.txt", ROOT / "pyproject.toml")


def shared_class_names(tree: Tree) -> list[str]:
    return text.duplicate_class_names(tree)


NONE_OF = (
    rooms.folder_circles,
    rooms.upward_arrows,
    rooms.impure_rules,
    rooms.foreign_table_writes,
    rooms.foreign_tables,
    text.modules_over_300,
    text.unannotated,
    undeclared_imports,
    platform_names,
)


@pytest.mark.parametrize("measure", NONE_OF, ids=lambda measure: measure.__name__)
def test_the_product_has_none_of(measure: Measure, product: Tree) -> None:
    assert measure(product) == []


def test_no_class_name_stands_twice_in_a_top_folder(product: Tree) -> None:
    assert text.duplicate_class_names(product) == []


def test_few_variables_have_a_name_that_says_nothing(product: Tree) -> None:
    assert len(text.vague_assignments(product)) <= MOST_VAGUE


def test_every_folder_can_be_taken_in_at_a_glance(product: Tree) -> None:
    assert {folder: count for folder, count in text.folder_sizes(product).items() if count > MOST_MODULES} == {}


def test_comments_give_reasons(product: Tree) -> None:
    assert text.comment_share(product) >= LEAST_COMMENTS


def test_functions_are_short(product: Tree) -> None:
    middle, nine_in_ten = text.function_sizes(product)
    assert middle <= 6
    assert nine_in_ten <= LONGEST_BODY


TABLE = "import sqlalchemy as sa\nrows = sa.Table('rows', sa.MetaData())\n"
PLANTED: dict[str, tuple[Measure, dict[str, str]]] = {
    "two folders that need each other": (
        rooms.folder_circles,
        {"bot/a/x.py": "import bot.b.y", "bot/b/y.py": "from bot.a import x"},
    ),
    "a loose file and a folder that need each other": (
        rooms.folder_circles,
        {"bot/loose.py": "import bot.a.x", "bot/a/x.py": "from bot import loose"},
    ),
    "a circle two levels down, behind a function": (
        rooms.folder_circles,
        {"bot/a/b/x.py": "import bot.a.c.y", "bot/a/c/y.py": "def f():\n    from bot.a.b.x import g"},
    ),
    "an arrow upwards": (rooms.upward_arrows, {"schedules/x.py": "from bot import chat", "bot/chat.py": ""}),
    "a rule that imports a database": (rooms.impure_rules, {"schedules/rules/x.py": "import sqlalchemy as sa"}),
    "a rule that reaches a database through others": (
        rooms.impure_rules,
        {
            "schedules/rules/x.py": "from schedules.rules.y import g",
            "schedules/rules/y.py": "import lessons.z",
            "lessons/z.py": "import sqlalchemy",
        },
    ),
    "a rule that reaches a database through a package": (
        rooms.impure_rules,
        {"schedules/rules/x.py": "import lessons.p.q", "lessons/p/__init__.py": "import aiohttp", "lessons/p/q.py": ""},
    ),
    "a stranger's update": (
        rooms.foreign_table_writes,
        {"schedules/x.py": TABLE, "bot/y.py": "from schedules.x import rows\nsa.update(rows).values(a=1)"},
    ),
    "a stranger's upsert, by way of the module": (
        rooms.foreign_table_writes,
        {"bot/a/x.py": TABLE, "bot/b/y.py": "from bot.a import x\ninsert_or_update(db, x.rows, ['a'], ['b'])"},
    ),
    "a stranger's statement in plain SQL": (
        rooms.foreign_table_writes,
        {"schedules/x.py": TABLE, "bot/y.py": "import sqlalchemy as sa\nsa.text('DELETE FROM rows WHERE a = 1')"},
    ),
    "a stranger that reads a table": (
        rooms.foreign_tables,
        {"schedules/x.py": TABLE, "bot/y.py": "from schedules.x import rows"},
    ),
    "a stranger that reads a table, by way of the module": (
        rooms.foreign_tables,
        {"schedules/x.py": TABLE, "bot/y.py": "from schedules import x\nprint(x.rows.c.a)"},
    ),
    "a long file": (text.modules_over_300, {"bot/x.py": "a = 1\n" * 301}),
    "an argument without a type": (text.unannotated, {"bot/x.py": "def f(a) -> None: ..."}),
    "an import that comes along by chance": (undeclared_imports, {"bot/x.py": "import urllib4.connection"}),
    "a platform's name where any should do": (platform_names, {"bot/x.py": "only_in_slack = 1"}),
    "the other platform's name": (platform_names, {"schedules/x.py": "TEAMS = 'teams'"}),
    "one class name twice": (shared_class_names, {"bot/x.py": "class A: ...", "bot/a/y.py": "class A: ..."}),
    "a name that says nothing": (text.vague_assignments, {"bot/x.py": "for one in (1, 2): ..."}),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str, tmp_path: Path) -> None:
    measure, files = PLANTED[fault]
    for name, source in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    assert measure(Tree(tmp_path))


def test_what_is_in_order_is_not_reported(tmp_path: Path) -> None:
    files = {
        "lessons/z.py": "import math",
        "schedules/rules/x.py": "import lessons.z",
        "schedules/people/rows.py": TABLE,
        "schedules/plans/y.py": "from schedules.people.rows import rows\nsa.delete(rows)",
        "bot/a/x.py": "from schedules.plans import y\nfrom bot.b.x import f\ny.plan()",
        "bot/b/x.py": "def f(whole_team: str) -> None: ...",
        "adapters/slack/x.py": "import bot.a.x  # Slack needs it",
    }
    for name, source in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    tree = Tree(tmp_path)
    assert {module.top for module in tree} == set(TOPS)
    assert [fault for measure in NONE_OF for fault in measure(tree)] == []


def test_the_shares_are_counted_as_they_read(tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    source = (
        '"""Words."""\n\n# a reason\nA = 1  # metres\nB = 2  # noqa: E1\n\n\n'
        'def f(a: int) -> int:\n    """More words."""\n    b = a\n    return b\n'
    )
    (tmp_path / "bot" / "x.py").write_text(source)
    tree = Tree(tmp_path)
    assert text.comment_share(tree) == pytest.approx(2 / 5)
    assert text.annotated_share(tree) == 1.0
    assert text.folder_sizes(tree) == {"bot": 1}
