"""Circles between folders, arrows that point upwards, rules that are not pure, tables that strangers write."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath

from bench.house.tree import TOPS, Module, Tree

SEE_BOTH_SIDES = ("bot/wiring/", "bot/platforms.py", "bot/voices.py", "bot/__main__.py")
"""Where the bot and the adapters are put together."""

RULES = "schedules/rules/"
# What reads or writes anything outside of the process; a rule gets values and returns values.
IMPURE = frozenset(
    ("sqlalchemy", "aiosqlite", "asyncpg", "aiohttp", "httpx", "requests", "apscheduler", "alembic", "openai")
) | frozenset(("asyncio", "socket", "sqlite3", "subprocess", "threading", "logging"))

WRITES = {"insert": 0, "update": 0, "delete": 0, "insert_or_ignore": 1, "insert_or_update": 1}
"""Calls that change rows: the position of the table among their arguments."""

SQL_WRITES = re.compile(r"\b(?:INSERT INTO|DELETE FROM|UPDATE)\s+(\w+)")


def folder_circles(tree: Tree) -> list[str]:
    """Circles among the children of one folder, at every level below the top.

    A child is a folder or a loose file: a file beside folders may use them, but then they may not use it.
    """
    parents = {str(parent) for module in tree for parent in PurePosixPath(module.folder).parents} | {
        module.folder for module in tree
    }
    return [
        f"{parent}: {' -> '.join(circle)}"
        for parent in sorted(parents - {"."})
        if (circle := _circle(_between_children(tree, parent)))
    ]


def _between_children(tree: Tree, parent: str) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = defaultdict(set)
    for name, targets in tree.edges.items():
        source = _child(tree.modules[name], parent)
        for target in targets if source else ():
            other = _child(tree.modules[target], parent)
            if other and other != source:
                graph[source].add(other)
    return graph


def _child(module: Module, parent: str) -> str:
    """The folder or loose file directly below the parent that holds a module; "" where none does."""
    inside = module.path.removeprefix(f"{parent}/")
    # The package's own file gathers its children's names, so it belongs above them.
    return "" if inside in (module.path, "__init__.py") else inside.split("/")[0]


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def upward_arrows(tree: Tree) -> list[str]:
    """Imports of what lies above: adapters -> bot -> schedules -> lessons."""
    return [
        f"{module.path} imports {target}"
        for module in tree
        for target in sorted(tree.edges[module.name])
        if not module.path.startswith(SEE_BOTH_SIDES) and TOPS.index(tree.modules[target].top) > TOPS.index(module.top)
    ]


def impure_rules(tree: Tree) -> list[str]:
    """Rules that reach a database, the network or the event loop through anything that they import."""
    return [
        f"{module.path} reaches {', '.join(sorted(reached))}"
        for module in tree
        if module.path.startswith(RULES) and (reached := _vendors(tree, module) & IMPURE)
    ]


def _vendors(tree: Tree, module: Module) -> set[str]:
    """The outside packages that importing a module loads, through modules of ours and their packages."""
    seen: set[str] = set()
    waiting = [module.name]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in tree.modules:
            continue
        seen.add(name)
        waiting += [name.rpartition(".")[0], *tree.edges[name]]
        reached |= {each.module.split(".")[0] for each in tree.imports(tree.modules[name])}
    return reached


def foreign_table_writes(tree: Tree) -> list[str]:
    """Statements that change a table outside of its owner's folder; tables of schedules belong to all of schedules."""
    owners = {(module.name, table): module for module in tree for table in _tables(module)}
    return [
        f"{module.path}:{line} writes {owner.name}.{table}"
        for module in tree
        if not module.path.startswith("bot/migrations/")
        for line, table, owner in (*_written(tree, module, owners), *_written_in_sql(module, owners))
        if not _may_write(module, owner)
    ]


def foreign_tables(tree: Tree) -> list[str]:
    """Tables of schedules that modules outside of it read by themselves instead of asking its functions."""
    tables = {(module.name, table) for module in tree if module.top == "schedules" for table in _tables(module)}
    return [
        f"{module.path}:{line} reads {source}.{table}"
        for module in tree
        if module.top != "schedules" and not module.path.startswith("bot/migrations/")
        for line, source, table in _meant(tree, module)
        if (source, table) in tables
    ]


def _meant(tree: Tree, module: Module) -> Iterator[tuple[int, str, str]]:
    """Members of other modules that a module imports, or names behind a module that it imported."""
    names = {each.bound: (each.module, each.member) for each in tree.imports(module)}
    for source, member in names.values():
        yield 1, source, member
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.lineno, *_table(node, module, names)


def table_owners(tree: Tree) -> list[tuple[str, str]]:
    """Each table, as the database calls it, and the file that describes it."""
    return [(str(table.args[0].value), module.path) for module in tree for _, table in _described(module)]  # type: ignore[attr-defined]


def _may_write(module: Module, owner: Module) -> bool:
    if owner.top == "schedules":
        return module.top == "schedules"
    return f"{module.folder}/".startswith(f"{owner.folder}/")


def _tables(module: Module) -> Iterator[str]:
    return (variable for variable, _ in _described(module))


def _described(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """The variables that hold a table, and the call that describes it."""
    for node in module.syntax.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if _called(node.value) == "Table" and isinstance(target, ast.Name):
                yield target.id, node.value


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _written(tree: Tree, module: Module, owners: Mapping[tuple[str, str], Module]) -> Iterator[tuple[int, str, Module]]:
    names = {each.bound: (each.module, each.member) for each in tree.imports(module)}
    for node in module.nodes:
        if isinstance(node, ast.Call) and (place := WRITES.get(_called(node))) is not None and len(node.args) > place:
            table = _table(node.args[place], module, names)
            if table in owners:
                yield node.lineno, table[1], owners[table]


def _written_in_sql(module: Module, owners: Mapping[tuple[str, str], Module]) -> Iterator[tuple[int, str, Module]]:
    """Plain SQL names a table as the database does, which is nearly always as its variable does."""
    named = {table: owner for (_, table), owner in owners.items()}
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for table in SQL_WRITES.findall(node.value):
                if table in named:
                    yield node.lineno, table, named[table]


def _table(node: ast.expr, module: Module, names: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """The module and the name of the table that an expression means."""
    if isinstance(node, ast.Name):
        return names.get(node.id, (module.name, node.id))
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return names.get(node.value.id, ("", ""))[0], node.attr
    return "", ""
