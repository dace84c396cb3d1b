"""What a reader meets on the page: names, sizes, comments, annotations, imports that nobody declared."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median, quantiles

from bench.house.tree import Module, Tree

MOST_LINES = 300
MIGRATIONS = "bot/migrations/"  # each is the record of one day's schema and grows with the tables, not with ideas
VAGUE = frozenset(
    (
        *("one", "told", "found", "said", "mine", "kept", "shown", "asked"),
        *("given", "there", "here", "known", "made", "beside"),
    )
)
DIRECTIVES = re.compile(r"#\s*(noqa|type:|fmt:|pragma|ruff:|mypy:)")
FILLING = frozenset(
    (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules_over_300(tree: Tree) -> list[str]:
    lengths = {module.path: len(module.source.splitlines()) for module in tree if not _is_migration(module)}
    return [f"{path}: {length} lines" for path, length in lengths.items() if length > MOST_LINES]


def _is_migration(module: Module) -> bool:
    return module.path.startswith(MIGRATIONS)


def duplicate_class_names(tree: Tree) -> list[str]:
    """Names that two modules of one top folder give to a class."""
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module in tree:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                places[module.top, node.name].add(module.path)
    return [f"{top}: {name} in {', '.join(sorted(paths))}" for (top, name), paths in places.items() if len(paths) > 1]


def vague_assignments(tree: Tree) -> list[str]:
    """Variables whose name says nothing, where they get their value."""
    return [
        f"{module.path}:{node.lineno}: {node.id}"
        for module in tree
        for node in module.nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in VAGUE
    ]


def folder_sizes(tree: Tree) -> dict[str, int]:
    """How many modules each folder has, packages' own empty files and the growing pile of migrations apart."""
    return Counter(
        module.folder for module in tree if module.source.strip() and not module.folder.endswith("migrations/versions")
    )


def comment_share(modules: Iterable[Module]) -> float:
    """Lines with a comment, by lines with code; directives to tools and docstrings count as neither."""
    comments = code = 0
    for module in modules:
        with_comment, with_code = _lines(module)
        comments += len(with_comment)
        code += len(with_code - _docstring_lines(module))
    return comments / code if code else 1.0


def _lines(module: Module) -> tuple[set[int], set[int]]:
    with_comment: set[int] = set()
    with_code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(module.source).readline):
        if token.type == tokenize.COMMENT and not DIRECTIVES.match(token.string):
            with_comment.add(token.start[0])
        elif token.type not in FILLING:
            with_code.update(range(token.start[0], token.end[0] + 1))
    return with_comment, with_code


def _docstring_lines(module: Module) -> set[int]:
    """Strings that stand alone: documentation of a module, a class, a function, a constant."""
    return {
        line
        for node in module.nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def functions(tree: Tree) -> Iterator[tuple[Module, Function]]:
    for module in tree:
        if not _is_migration(module):
            for node in module.nodes:
                if isinstance(node, Function):
                    yield module, node


def function_sizes(tree: Tree) -> tuple[float, float]:
    """Median and 90th percentile of the lines in a function's body, its documentation apart."""
    sizes = [_body_lines(function) for _, function in functions(tree)]
    return (float(median(sizes)), float(quantiles(sizes, n=10)[-1])) if len(sizes) > 1 else (0.0, 0.0)


def _body_lines(function: Function) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def unannotated(tree: Tree) -> list[str]:
    """Functions with an argument or a result whose type is not written down."""
    return [f"{module.path}:{each.lineno}: {each.name}" for module, each in functions(tree) if not _annotated(each)]


def annotated_share(tree: Tree) -> float:
    count = sum(1 for _ in functions(tree))
    return 1 - len(unannotated(tree)) / count if count else 1.0


def _annotated(function: Function) -> bool:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    typed = all(each is None or each.annotation or each.arg in ("self", "cls") for each in every)
    return typed and function.returns is not None


def undeclared_imports(tree: Tree, *requirements: Path) -> list[str]:
    """Outside packages that are imported although no requirement names them: they come along by chance."""
    declared = {name for file in requirements for name in _declared(file)}
    providers = packages_distributions()
    ours = {module.top for module in tree} | set(sys.stdlib_module_names)
    return sorted(
        {
            f"{module.path} imports {root}"
            for module in tree
            for root in {each.module.split(".")[0] for each in tree.imports(module)} - ours
            if not declared & {_plain(name) for name in providers.get(root, _likely_providers(root, declared))}
        }
    )


def _likely_providers(root: str, declared: set[str]) -> list[str]:
    """For a package that is not installed, as those of an optional extra: what is declared by its name and more."""
    return [root, *(name for name in declared if name.startswith(f"{_plain(root)}-"))]


def _declared(file: Path) -> Iterator[str]:
    if file.suffix == ".toml":
        extras = tomllib.loads(file.read_text(encoding="utf-8"))["project"].get("optional-dependencies", {})
        yield from (_plain(re.split(r"[^\w.-]", each)[0]) for extra in extras.values() for each in extra)
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        if name := re.match(r"[A-Za-z0-9][\w.-]*", line):
            yield _plain(name[0])


def _plain(name: str) -> str:
    """A distribution's name as package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
