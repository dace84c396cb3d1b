"""Every sentence with which authoring faults a file, as its modules word it, with a mark where it has a value."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bot.messages.catalogue import FOLDER
from lessons.authoring.page.files import CAPTIONS, CLIPS, LOGOS, PICTURES, RECORDINGS

ROOT = FOLDER.parents[2]
AUTHORING = ROOT / "lessons/authoring"
VALUE = "§7"
KINDS = [kind.what for kind in (CAPTIONS, CLIPS, LOGOS, PICTURES, RECORDINGS)]
# What stands in a sentence as a value and is English too: each of them is said.
VARIED: Mapping[tuple[str, str], list[str]] = {
    ("files.py", "kind.what"): KINDS,
    ("answers.py", "what"): ["question", "answer"],
    ("markdown.py", "what"): ["a block of code", "a ruler", "HTML"],
    ("footage.py", "unusable"): [
        "cannot be read",
        "takes too long to read",
        "holds no pictures",
        "is empty, and no film",
    ],
}


@dataclass(frozen=True)
class Worded:
    """A sentence in English, and where it stands."""

    text: str
    where: str

    @property
    def values(self) -> int:
        return self.text.count(VALUE)


class Module:
    """A module that words faults, and what the names in it stand for."""

    def __init__(self, file: Path) -> None:
        self.name, self.tree = file.name, ast.parse(file.read_text(encoding="utf-8"))
        self.functions = [each for each in ast.walk(self.tree) if isinstance(each, ast.FunctionDef)]

    def sentences(self, place: int) -> Iterator[Worded]:
        """Those that stand at this place from the end of each call that notes a fault."""
        for call, around in self.calls():
            for text in self.texts(call.args[place], around):
                yield Worded(text, f"{self.name}:{call.lineno}")
        for node in self.tree.body if place == -1 else ():
            # What to do instead of a key that has its place elsewhere.
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and _names(node) == ["HINTS"]:
                yield from (
                    Worded(str(ast.literal_eval(each)), f"{self.name}:{each.lineno}") for each in node.value.values
                )

    def calls(self) -> Iterator[tuple[ast.Call, ast.AST]]:
        for around in self.functions:
            for node in ast.walk(around):
                if isinstance(node, ast.Call) and _called(node) in ("fault", "Fault") and len(node.args) >= 3:
                    yield node, around

    def texts(self, node: ast.AST, around: ast.AST) -> list[str]:
        match node:
            case ast.Constant():
                return [str(node.value)]
            case ast.JoinedStr():
                return ["".join(parts) for parts in product(*(self.texts(part, around) for part in node.values))]
            case ast.FormattedValue():
                return self.values(node, around)
            case ast.IfExp():
                return [*self.texts(node.body, around), *self.texts(node.orelse, around)]
            case ast.BoolOp():
                return [text for part in node.values for text in self.texts(part, around)]
            case ast.Name():
                return self.assigned(node.id, around)
            case ast.Call():
                return self.returned(_called(node))
        return []

    def values(self, node: ast.FormattedValue, around: ast.AST) -> list[str]:
        text = ast.unparse(node.value)
        if (self.name, text) in VARIED:
            return VARIED[self.name, text]
        if isinstance(node.value, ast.Call) and _called(node.value) == "counted":
            nouns = self.texts(node.value.args[1], around) or ["word"]
            return [f"7 {noun}s" for noun in nouns]
        if isinstance(node.value, ast.Name) and (texts := self.local(node.value.id, around)):
            return texts
        return [f"'{VALUE}'" if node.conversion == ord("r") else VALUE]

    def local(self, name: str, around: ast.AST) -> list[str]:
        """What a name stands for in a sentence, where that is English of its own."""
        return [text for text in self.assigned(name, around) if " " in text.replace(VALUE, "")]

    def assigned(self, name: str, around: ast.AST) -> list[str]:
        for room in (around, self.tree):
            values = [each.value for each in ast.walk(room) if isinstance(each, ast.Assign) and name in _names(each)]
            if values:
                return [text for value in values for text in self.texts(value, around)]
        return []

    def returned(self, name: str) -> list[str]:
        """What a function of the module returns."""
        functions = [each for each in self.functions if each.name == name]
        returns = [(node, each) for each in functions for node in ast.walk(each) if isinstance(node, ast.Return)]
        return [text for node, each in returns if node.value for text in self.texts(node.value, each)]


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def raised(file: Path, *kinds: str) -> list[Worded]:
    """What a module says in exceptions of these kinds."""
    module = Module(file)
    return [
        Worded(text, f"{module.name}:{node.lineno}")
        for around in module.functions
        for node in ast.walk(around)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _called(node.exc) in kinds
        for text in module.texts(node.exc.args[0], around)
    ]


def of_captions(place: int) -> list[Worded]:
    """What is wrong in captions (1), or what to do instead (2)."""
    module = Module(ROOT / "lessons/studio/timing/subtitles.py")
    calls = [(node, each) for each in module.functions for node in ast.walk(each) if isinstance(node, ast.Call)]
    return [
        Worded(text, f"{module.name}:{call.lineno}")
        for call, around in calls
        if _called(call) == "CaptionError"
        for text in module.texts(call.args[place], around)
    ]


def authored(place: int) -> list[Worded]:
    """What is wrong (-2), or what to write or do instead (-1), each as often as it is said."""
    modules = [Module(file) for file in sorted(AUTHORING.rglob("*.py"))]
    worded = [each for module in modules for each in module.sentences(place)]
    return [each for each in worded if each.text.strip(f"{VALUE}.")]


def unresolved() -> list[str]:
    """Calls of which a sentence was not understood; what proof.py takes over is worded by the cards."""
    files = [file for file in sorted(AUTHORING.rglob("*.py")) if file.name not in ("errors.py", "proof.py")]
    modules = [Module(file) for file in files]
    return [
        f"{module.name}:{call.lineno}: {ast.unparse(call.args[place])}"
        for module in modules
        for call, around in module.calls()
        for place in (-1, -2)
        if not module.texts(call.args[place], around)
    ]
