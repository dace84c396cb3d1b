"""The product's source as a tree of parsed modules, with the imports between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TOPS = ("lessons", "schedules", "bot", "adapters")


@dataclass(frozen=True, slots=True)
class Module:
    """One parsed source file.

    Attributes:
        path: below the root, with slashes.
        name: dotted, as imports write it; a package's is its folder's.
        nodes: the whole syntax tree, walked once, since every measure asks for it.
    """

    path: str
    name: str
    source: str
    syntax: ast.Module
    nodes: tuple[ast.AST, ...]

    @property
    def top(self) -> str:
        return self.path.split("/")[0]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def is_package(self) -> bool:
        return self.path.endswith("/__init__.py")


@dataclass(frozen=True)
class Import:
    """One imported name, resolved.

    Attributes:
        module: ours, or the vendor's module.
        member: what is taken out of it; "" where the module itself is.
        bound: the name it has in the importing module.
    """

    module: str
    member: str
    bound: str


class Tree:
    """Every module of some top folders below a root."""

    def __init__(self, root: Path, tops: Sequence[str] = TOPS) -> None:
        self.root = root
        files = [file for top in tops for file in sorted((root / top).rglob("*.py"))]
        self.modules = {module.name: module for module in (_read(root, file) for file in files)}

    def __iter__(self) -> Iterator[Module]:
        return iter(self.modules.values())

    def imports(self, module: Module) -> Iterator[Import]:
        """Everything that a module imports, wherever in it."""
        for node in module.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(alias.name, "", alias.asname or alias.name.split(".")[0])
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    yield self._resolved(node.module, alias)

    def _resolved(self, source: str, alias: ast.alias) -> Import:
        """`from package import name` means the module package.name where there is one."""
        whole = f"{source}.{alias.name}"
        bound = alias.asname or alias.name
        return Import(whole, "", bound) if whole in self.modules else Import(source, alias.name, bound)

    @cached_property
    def edges(self) -> dict[str, set[str]]:
        """Which modules of ours each module imports."""
        return {
            module.name: {each.module for each in self.imports(module)} & self.modules.keys() - {module.name}
            for module in self
        }


def _read(root: Path, file: Path) -> Module:
    path = file.relative_to(root)
    parts = path.with_suffix("").parts
    source = file.read_text(encoding="utf-8")
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    syntax = ast.parse(source)
    return Module(path.as_posix(), name, source, syntax, tuple(ast.walk(syntax)))
