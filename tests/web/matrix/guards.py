"""Taking the guards of the house away, one by one: does the matrix notice?

A guard is a declared policy, a term of a scope, a call of `visible_to` or `found`, a refusal, or a test of the
middleware. Each is taken away in a process of its own (a fork), with the changed code put into the living functions; it
is missed when a line of the table or of the scopes does not hold.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import logging
import os
import traceback
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from songjieyou.core.enums import Role
from songjieyou.web.access import EVERYONE, SIGNED_IN, Policy, declared, only
from songjieyou.web.routes import Route, routes
from tests.web.matrix.asked import Asked, faults, other_methods, undeclared
from tests.web.matrix.pages import pages
from tests.web.matrix.people import STAYS
from tests.web.matrix.scopes import wrong_scopes
from tests.web.matrix.table import table
from tests.web.matrix.world import stir

SOURCE = Path(__file__).parents[3] / "src"
GUARDED = ("songjieyou/web", "songjieyou/core/models", "songjieyou/enterprises", "songjieyou/policies")
"""Where guards stand in the code; the declared policies are taken from the living addresses."""


@dataclass(frozen=True)
class Mutant:
    """`apply` takes the guard away in this process. `place`: the view, or whatever else of a module, that it stands in:
    its own pages are asked first, and then all others where it is to be missed `everywhere`.
    """

    name: str
    place: str
    apply: Callable[[], None]
    everywhere: bool = True


# What is declared beside an address ----------------------------------------------------------------------------------


def declared_guards() -> Iterator[Mutant]:
    for route in routes():
        rule = declared(route.view)
        if rule is None or rule.policy.open_to_all:
            continue
        weaker = [SIGNED_IN] if rule.policy is not SIGNED_IN else []
        for policy in [EVERYONE, *weaker, *_with_one_more(rule.policy)]:
            name = f"/{route.path}: {rule.policy.name} -> {policy.name}"
            yield Mutant(name, _place(route), _declare(route, policy))


def _place(route: Route) -> str:
    return f"{route.view.__module__}.{route.view.__name__}"


def _declare(route: Route, policy: Policy) -> Callable[[], None]:
    def apply() -> None:
        view: Any = route.view
        view.access = replace(view.access, policy=policy)

    return apply


def _with_one_more(policy: Policy) -> Iterator[Policy]:
    """A policy for some roles, opened to one more."""
    labels = policy.name.split("、")
    roles = [role for role in Role if role.label in labels]
    if {role.label for role in roles} == set(labels):
        for role in (Role.CONTACT_OFFICER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
            if role not in roles:
                yield only([*roles, role])


# What stands in the code ---------------------------------------------------------------------------------------------


def code_guards() -> Iterator[Mutant]:
    for file in sorted(path for folder in GUARDED for path in (SOURCE / folder).rglob("*.py")):
        if "migrations" in file.parts:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        module = ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        for what, changed in changes(tree):
            name = f"{file.relative_to(SOURCE / 'songjieyou')}: {what}"
            place = f"{module}.{what.partition(':')[0].partition('.')[0]}"
            yield Mutant(name, place, _recompile(module, changed, str(file)))


def changes(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """(function: what was done, the changed module) for each guard in a module."""
    for number, node in enumerate(ast.walk(tree)):
        for word, new in _replacements(node):
            copy = deepcopy(tree)
            old = next(each for place, each in enumerate(ast.walk(copy)) if place == number)
            changed = _Replace(old, new).visit(copy)
            ast.fix_missing_locations(changed)
            yield f"{_around(tree, node)}: {word}", changed


def _around(tree: ast.Module, node: ast.AST) -> str:
    """The function or class that a node stands in."""
    inside = (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.ClassDef))
    names = [each.name for each in inside if any(part is node for part in ast.walk(each))]
    return ".".join(names)


def _replacements(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.If) and _refuses(node):
        yield f"no `if {ast.unparse(node.test)}`", ast.Pass()
    elif isinstance(node, ast.FunctionDef) and node.name == "scope":
        yield from _scopes(node)
    elif isinstance(node, ast.FunctionDef) and node.name == "actor_of":
        yield from _at_any_time(node)


def _calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called == "visible_to" and isinstance(node.func, ast.Attribute):
        yield f"all of {ast.unparse(node.func.value)}", node.func.value
    elif called == "found" and len(node.args) > 2:
        rows = ast.unparse(node.args[0])
        unguarded = "__import__('django.shortcuts').shortcuts.get_object_or_404"
        yield f"any of {rows}", ast.parse(f"{unguarded}({rows}, pk={ast.unparse(node.args[2])})", mode="eval").body
        yield from _unfiltered(node)
    elif called == "refuse_unless":
        yield f"no refusal unless {ast.unparse(node.args[0])}", ast.Constant(None)


def _at_any_time(node: ast.FunctionDef) -> Iterator[tuple[str, ast.AST]]:
    """Who somebody is, by what they were or will be, too."""
    for number, part in enumerate(ast.walk(node)):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "on":
            copy = deepcopy(node)
            old = next(each for place, each in enumerate(ast.walk(copy)) if place == number)
            assert isinstance(old, ast.Call)
            assert isinstance(old.func, ast.Attribute)
            yield f"at any time: {ast.unparse(part.func.value)}", _Replace(old, old.func.value).visit(copy)


def _unfiltered(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    """`found(rows.filter(parent=parent), …)` without the filter: the ids of an address must belong together."""
    rows = node.args[0]
    if isinstance(rows, ast.Call) and isinstance(rows.func, ast.Attribute) and rows.func.attr == "filter":
        new = deepcopy(node)
        new.args[0] = ast.parse(f"{ast.unparse(rows.func.value)}.all()", mode="eval").body
        yield f"without {ast.unparse(rows)}", new


def _refuses(node: ast.If) -> bool:
    """A condition that ends in a refusal: it raises, or answers in the place of the view. What is wrong with something
    that was typed is no matter of access.
    """
    last = node.body[-1]
    words = ast.unparse(last)
    typed = "ValidationError" in words or "FaultError" in words
    return (isinstance(last, ast.Raise) and not typed) or any(
        word in words for word in ("HttpResponseNotAllowed", "redirect_to_login", "Http404", "PermissionDenied")
    )


def _scopes(node: ast.FunctionDef) -> Iterator[tuple[str, ast.AST]]:
    """A scope that lets everybody in, and one without each of its conditions."""
    everything = deepcopy(node)
    everything.body = [ast.parse("return __import__('django.db.models').db.models.Q()").body[0]]
    yield "scope: everything", everything
    for number, part in enumerate(ast.walk(node)):
        if isinstance(part, ast.IfExp):
            copy = deepcopy(node)
            old = next(each for place, each in enumerate(ast.walk(copy)) if place == number)
            assert isinstance(old, ast.IfExp)
            yield f"scope: always {ast.unparse(part.body)}", _Replace(old, old.body).visit(copy)
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitAnd):
            for side in ("left", "right"):
                copy = deepcopy(node)
                old = next(each for place, each in enumerate(ast.walk(copy)) if place == number)
                yield f"scope: only {ast.unparse(getattr(part, side))}", _Replace(old, getattr(old, side)).visit(copy)


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


def _recompile(module: str, changed: ast.Module, file: str) -> Callable[[], None]:
    def apply() -> None:
        living = importlib.import_module(module)
        codes = dict(_codes(compile(changed, file, "exec")))
        for function in _functions(living):
            if code := codes.get(function.__code__.co_qualname):
                function.__code__ = code

    return apply


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const.co_qualname, const
            yield from _codes(const)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """The functions of a module and the methods of its classes."""
    for value in vars(module).values():
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            yield value
        elif inspect.isclass(value) and value.__module__ == module.__name__:
            for each in vars(value).values():
                plain = each.__func__ if isinstance(each, staticmethod | classmethod) else each
                plain = plain.fget if isinstance(plain, property) else plain
                if inspect.isfunction(plain):
                    yield plain


# Asking --------------------------------------------------------------------------------------------------------------


def guards() -> list[Mutant]:
    return [*declared_guards(), *code_guards()]


def _faults(mutant: Mutant, asked: Asked) -> Iterator[str]:
    """Its own pages are the likeliest to show what is missing, then those of its module."""
    module = mutant.place.rpartition(".")[0]
    near = {
        route.path: 0 if _place(route) == mutant.place else 1 for route in routes() if route.view.__module__ == module
    }
    for distance in (0, 1):
        yield from faults(asked, (case for case in table() if near.get(case.route) == distance))
    yield from wrong_scopes(asked)
    if mutant.everywhere:
        yield from other_methods(asked)
        yield from undeclared(asked)
        yield from faults(asked, (case for case in table() if case.route not in near))
    yield from _moved(asked, near)


def _moved(asked: Asked, routes: Collection[str]) -> Iterator[str]:
    """Pages that are others once something has happened in the other park: a list without names shows no canary."""
    near = asked.both.near
    before = pages(near, STAYS, routes=routes)
    stir(asked.both.far)
    after = pages(near, STAYS, routes=routes)
    yield from (f"{address} as {who}: moved" for who, address in before if before[who, address] != after[who, address])


def survivors(mutants: list[Mutant], asked: Asked) -> list[str]:
    """The guards that nobody misses when they are gone. Each is taken away in a child of this process, as many
    children at a time as there are processors.
    """
    found: list[str] = []
    running: list[tuple[Mutant, int, int]] = []
    for mutant in mutants:
        if len(running) == (os.cpu_count() or 1):
            found += _ended(*running.pop(0))
        running.append((mutant, *_begun(mutant, asked)))
    for each in running:
        found += _ended(*each)
    return found


def _begun(mutant: Mutant, asked: Asked) -> tuple[int, int]:
    """(process, pipe) of a child that takes a guard away and says what gives that away."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        logging.disable()
        os.write(writer, _first(mutant, asked).encode()[:4000])
        os._exit(0)
    os.close(writer)
    return child, reader


def _ended(mutant: Mutant, child: int, reader: int) -> list[str]:
    """The name of the mutant if its child had nothing to say."""
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    print("." if told else f"\n{mutant.name}\n", end="", flush=True)
    return [] if told else [mutant.name]


def _first(mutant: Mutant, asked: Asked) -> str:
    try:
        mutant.apply()
        return next(_faults(mutant, asked), "")
    except Exception:  # a page that breaks is noticed too
        return traceback.format_exc(limit=-2)
