"""Jinja's sandbox with bounds, for templates of the user's.

The sandbox (https://jinja.palletsprojects.com/sandbox/) keeps a template away from Python; it
bounds neither loops nor texts, which its own page leaves to whoever uses it. Here each pass of a
loop, each call and each text costs, and a template that spends more than any file needs ends with
a message.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, nodes, pass_context, runtime
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from portbook.targets.plain import View
from portbook.text.paths import refusal

STEPS = 2_000_000
"""Passes of loops, calls and pieces of output in one rendering."""

CHARACTERS = 50_000_000
"""Characters that one rendering puts together."""

LONGEST = 2_000_000
"""Characters of one text."""

MOST = 500_000
"""Items of one list, with all that is in them."""

WIDEST = 10_000
"""A number that a filter or a method may be given, such as the width of a column."""

SECONDS = 20
"""For what costs little by count and much by time: a search through a long list in each pass."""

LARGEST = 1 << 20
"""Bytes of a template."""

LINKED = 20_000
"""Characters in which `urlize` may look for addresses: it copies what follows each bracket."""

_TEXT = re.compile(
    "(?:capitalize|casefold|center|count|endswith|find|format|index|is[a-z]+|join|ljust|lower"
    "|lstrip|partition|removeprefix|removesuffix|replace|rfind|rindex|rjust|rpartition|rsplit"
    "|rstrip|split|splitlines|startswith|strip|swapcase|title|upper|zfill)"
)
_ALLOWED: tuple[tuple[type | tuple[type, ...], re.Pattern[str]], ...] = (
    (str, _TEXT),
    (dict, re.compile("get|items|keys|values")),
    ((list, tuple), re.compile("count|index")),
    ((View, Namespace, TemplateModule, runtime.LoopContext), re.compile("[^_].*")),
    (runtime.Macro, re.compile("arguments|name")),
    (runtime.BlockReference, re.compile("super")),
)
"""Attributes that a template may read, by the type that has them."""

# The width of a conversion: `%5000d`, `%*d`, `{:5000}`, `{:{}}`.
_WIDE = re.compile(r"%[-+ #0]*(?:\*|[0-9]{4})|%[^%a-zA-Z]*\.(?:\*|[0-9]{4})|:[^{}]*(?:\{|[0-9]{4})")
_SPELLED = frozenset(("escape", "e", "forceescape", "join", "pprint", "string", "tojson"))
_NESTED = frozenset(("batch", "slice"))
_GROWING = frozenset(("indent", "join", "replace", "wordwrap"))


class RegularFiles(FileSystemLoader):
    """Loads regular files of bounded size from folders, and follows no link out of them.

    The first folder is the user's: it may not be a link itself.
    """

    def get_source(self, environment: Any, template: str) -> Any:
        for at, folder in enumerate(map(Path, self.searchpath)):
            path = folder / template
            if path.is_symlink() or path.exists():
                linked = at == 0 and folder.is_symlink()
                refused = "lies behind a link" if linked else refusal(path, folder, LARGEST)
                if refused is not None:
                    raise SecurityError(f"{template} {refused}")
                break
        return super().get_source(environment, template)


class Budget:
    """What one rendering has spent; SecurityError where it is more than it may."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.steps = self.characters = 0
        self.end = time.monotonic() + SECONDS

    def charge(self, steps: int, characters: int = 0) -> None:
        self.steps += steps
        self.characters += characters
        if self.steps > STEPS:
            raise SecurityError(f"it takes more than {STEPS:,} steps")
        if self.characters > CHARACTERS:
            raise SecurityError(f"it puts together more than {CHARACTERS:,} characters")
        if time.monotonic() > self.end:
            raise SecurityError(f"it takes longer than {SECONDS} seconds")

    def weigh(self, value: Any) -> Any:
        """Charge for a value with everything in it, however it is nested, and give it back."""
        stack, items = [value], 0
        while stack:
            each = stack.pop()
            if isinstance(each, str | View):
                self.text(str(each))
            elif isinstance(each, dict):
                stack += [*each, *each.values()]
            elif isinstance(each, list | tuple):
                stack += each
            items += 1
            if items + len(stack) > MOST:
                raise SecurityError(f"a list grows longer than {MOST:,} items")
        self.charge(items)
        return value

    def text(self, value: str) -> None:
        if len(value) > LONGEST:
            raise SecurityError(f"a text grows longer than {LONGEST:,} characters")
        self.charge(1, len(value))

    def look(self, value: Any) -> None:
        """Charge for one look at each item of a list, or at a text."""
        if isinstance(value, str):
            self.text(value)
        else:
            self.charge(1 + (len(value) if hasattr(value, "__len__") else 0))

    def counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self.charge(1)
            yield item


class BoundedEnvironment(SandboxedEnvironment):
    """`budget` is to be renewed before each rendering."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, loader: FileSystemLoader, **options: Any) -> None:
        # Not optimized: Jinja works constants out while it compiles, before anything is counted.
        self.budget = Budget()
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            optimized=False,
            finalize=self.budget.weigh,
            **options,
        )
        for name in ("lipsum", "cycler", "joiner"):
            del self.globals[name]
        self.globals["dict"] = self.made_dict
        self.filters = {name: self.bounded(name, each) for name, each in self.filters.items()}
        self.filters["_steps"] = _at_rendering(self.budget.counted)
        self.filters["_weighed"] = _at_rendering(self.budget.weigh)
        self.filters["_cost"] = _at_rendering(self.cost)

    def made_dict(self, *given: Any, **named: Any) -> Any:
        return self.budget.weigh(dict(*given, **named))

    def cost(self, characters: int) -> str:
        self.budget.charge(1, characters)
        return ""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        names = next((names for kind, names in _ALLOWED if isinstance(obj, kind)), None)
        return names is not None and names.fullmatch(attr) is not None

    def bounded(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """A filter whose arguments and result are measured."""

        def measured(*given: Any, **named: Any) -> Any:
            at = 1 if getattr(work, "jinja_pass_arg", None) else 0
            self.measure(name, given[at], (*given[at + 1 :], *named.values()))
            result = work(*given, **named)
            if name in _NESTED:
                return self.budget.weigh(list(result))
            if isinstance(result, Iterator):
                return self.budget.counted(result)
            self.budget.look(result)
            return result

        return _at_rendering(measured, getattr(work, "jinja_pass_arg", None))

    def measure(self, name: str, subject: Any, values: tuple[Any, ...]) -> None:
        """Refuse, before anything is made, what a filter or a method would make too large."""
        if name != "format" and any(isinstance(n, int) and abs(n) > WIDEST for n in values):
            raise SecurityError(f"{name} is given a number above {WIDEST:,}")
        numbers = [each for each in values if isinstance(each, int)]
        before = self.budget.steps
        if name in _SPELLED:
            self.budget.weigh(subject)
        else:
            self.budget.look(subject)
        indented = name == "pprint" or (name == "tojson" and numbers)
        if indented and max([self.budget.steps - before, *(1250 * n for n in numbers)]) > WIDEST:
            raise SecurityError(f"{name} indents {WIDEST:,} items at most, by 8 columns")
        if name == "sum" and any(isinstance(each, list | tuple) for each in values):
            raise SecurityError("sum adds numbers; a list is joined by loops or by +")
        if name == "urlize" and len(str(subject)) > LINKED:
            raise SecurityError(f"urlize is given more than {LINKED:,} characters")
        if name in ("format", "%") and isinstance(subject, str) and _WIDE.search(subject):
            raise SecurityError(f"{name} is given a width above 999")
        if name in _GROWING and hasattr(subject, "__len__"):
            self.measure_growth(name, subject, values)

    @staticmethod
    def measure_growth(name: str, subject: Any, values: tuple[Any, ...]) -> None:
        """The same of what puts a text between, before or in place of many pieces."""
        longest = max([1, *(len(each) for each in values if isinstance(each, str))])
        pieces = len(subject)
        if name == "join" and values and not isinstance(values[0], str):
            longest = len(subject) if isinstance(subject, str) else longest
            pieces = len(values[0]) if hasattr(values[0], "__len__") else 0
        elif name == "indent":
            longest = max([longest, *(each for each in values if isinstance(each, int))])
            pieces = str(subject).count("\n")
        if (pieces + 1) * longest > 10 * LONGEST:
            raise SecurityError(f"{name} makes a text longer than {LONGEST:,} characters")

    def call(__self, __context: Any, __obj: Any, *given: Any, **named: Any) -> Any:  # noqa: N805
        """Jinja's own names, so that no argument of a template's has one of them."""
        method = getattr(__obj, "__wrapped__", __obj)
        subject = getattr(method, "__self__", None)
        if isinstance(subject, str):
            __self.measure(method.__name__, subject, (*given, *named.values()))
        __self.budget.charge(1)
        result = super().call(__context, __obj, *given, **named)
        if isinstance(result, str | list):
            __self.budget.look(result)
        return result

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            self.measure("%", left, ())
            self.budget.weigh(right)
        if operator in ("*", "**"):
            _product(operator, left, right)
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, int) and result.bit_length() > 4096:
            raise SecurityError("a number grows beyond 4096 bits")
        return self.budget.weigh(result)

    def _load_template(self, name: str, globals: Any) -> Any:  # noqa: A002 - as Jinja calls it
        self.budget.charge(1)
        return super()._load_template(name, globals)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Costs().visit(super()._parse(source, name, filename))
        return tree


def _at_rendering(work: Callable[..., Any], passed: Any = None) -> Callable[..., Any]:
    """A filter that asks for the context, which Jinja has only when it renders."""

    @pass_context
    def later(context: runtime.Context, *given: Any, **named: Any) -> Any:
        if passed is None:
            return work(*given, **named)
        kind = passed.name
        first = {"context": context, "eval_context": context.eval_ctx}.get(kind)
        return work(first or context.environment, *given, **named)

    return later


def _product(operator: str, left: Any, right: Any) -> None:
    """Refuse what would be large before it is made."""
    if operator == "**" and isinstance(right, int) and abs(right) > 1024:
        raise SecurityError("a power above 1024")
    for one, other in ((left, right), (right, left)):
        sized = operator == "*" and hasattr(one, "__len__") and isinstance(other, int)
        if sized and len(one) * other > LONGEST:
            raise SecurityError(f"a text grows longer than {LONGEST:,} characters")


class _Costs(NodeTransformer):
    """Puts the bounds where Jinja calls nobody: loops, `~`, literals and the text in between."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - as Jinja calls it
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_steps")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "join")

    def visit_List(self, node: nodes.List | nodes.Dict) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(node, "_weighed")

    visit_Dict = visit_List  # noqa: N815

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return node if node.ctx != "load" else _filtered(node, "_weighed")

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        self.generic_visit(node)
        size = sum(len(each.data) for each in node.nodes if isinstance(each, nodes.TemplateData))
        node.nodes = [_filtered(nodes.Const(size, lineno=node.lineno), "_cost"), *node.nodes]
        return node


def _filtered(node: Any, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
