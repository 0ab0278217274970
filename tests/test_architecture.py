"""The arrows between packages point one way, core knows no screen, and pages do not compute."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: From the first stage to the last; a package may import those before it, and itself.
ORDER = (
    "core.model",
    "core.errors",
    "core.rulebook",
    "core.intake",
    "core.formulas",
    "core.plausibility",
    "core.assessment",
    "core.forecast",
    "core.comparison",
    "core.pipeline",
    "core.views",
    "core.printers",
    "core.workbooks",
    "core.cli",
    "pages",
    "app",
)
#: The last two stand side by side: neither imports the other.
SIDE_BY_SIDE = {"core.cli", "pages"}
#: Computing returns codes; only these know a language.
SPEAK = {"core.views", "core.printers", "core.workbooks", "core.cli", "pages", "app"}
#: What a page may ask of core: the whole path, and what is made from its end.
PAGES_MAY_ASK = {"model", "errors", "rulebook", "pipeline", "views", "printers", "workbooks", "i18n"}
#: Stages that give the same for the same arguments, whenever and wherever they run.
PURE = set(ORDER[: ORDER.index("core.pipeline")])
CLOCKS = {"today", "now", "utcnow", "time"}
#: The one owner of what Streamlit keeps of a visitor.
SESSION = "pages.components.session"
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


def package(module: str) -> str | None:
    """The entry of ORDER (or core.i18n) that a dotted name belongs to; None for everything else.

    >>> package("core.intake.cells"), package("core.i18n"), package("pandas")
    ('core.intake', 'core.i18n', None)
    """
    if module == "core.__main__":
        return "core.cli"
    named = (name for name in (*ORDER, "core.i18n") if module == name or module.startswith(f"{name}."))
    return next(named, None)


def imports(module: str, source: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Each import of a module: its line, and every dotted name that it could mean."""
    home = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = home[: len(home) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield node.lineno, base
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def wrong_imports(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """What a module imports that it must not, one sentence each."""
    here = package(module)
    found = []
    for line, name in imports(module, source, is_package=is_package):
        there = package(name)
        where = f"{module}, line {line}, imports {name}"
        if module.split(".")[0] == "core" and name.split(".")[0] == "streamlit":
            found.append(f"{where}: core knows no screen")
        if name.split(".")[0] in {"tests", "bench"}:
            found.append(f"{where}: the product stands without its tests and benches")
        if there is None or there == here:
            continue
        if there == "core.i18n":
            if here not in SPEAK:
                found.append(f"{where}: only views and what comes after know a language; return a code")
        elif here is None or here == "core.i18n" or ORDER.index(there) > ORDER.index(here):
            found.append(f"{where}: backward; {here or module} comes before {there}")
        elif {here, there} == SIDE_BY_SIDE:
            found.append(f"{where}: command line and pages stand side by side")
        elif here == "pages" and there.startswith("core.") and there.split(".")[1] not in PAGES_MAY_ASK:
            found.append(f"{where}: a page calls core.pipeline, not a stage of it")
    return sorted(set(found))


def arithmetic(module: str, source: str) -> list[str]:
    """Where a page computes: + - * / // % ** on anything but text and lists, `sum` and `round`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        sides = (node.left, node.right) if isinstance(node, ast.BinOp) else ()
        if isinstance(node, ast.AugAssign):
            sides = (node.target, node.value)
        if sides and isinstance(node.op, ARITHMETIC) and not any(is_text_or_list(side) for side in sides):
            found.append(f"{module}, line {node.lineno}: {ast.unparse(node)}: a page shows, core.views computes")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"sum", "round"}:
            found.append(f"{module}, line {node.lineno}: {ast.unparse(node)}: a page shows, core.views computes")
    return found


def is_text_or_list(node: ast.expr) -> bool:
    """Whether an operand is plainly text or a list, so that + joins and / makes a path."""
    if isinstance(node, ast.BinOp):
        return is_text_or_list(node.left) or is_text_or_list(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"list", "tuple", "str", "Path"}
    return isinstance(node, ast.JoinedStr | ast.List | ast.ListComp | ast.Tuple) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def clocks(module: str, source: str) -> list[str]:
    """Where a stage asks what time it is."""
    return [
        f"{module}, line {node.lineno}: {ast.unparse(node)}: the date is an argument"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and ast.unparse(node.func.value).split(".")[-1] in {"date", "datetime", "time", "Timestamp"}
    ]


def session_state(module: str, source: str) -> list[str]:
    """Where a module reaches for st.session_state itself."""
    return [
        f"{module}, line {node.lineno}: {SESSION} owns st.session_state"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "session_state"
    ]


def modules(*folders: str) -> list[tuple[str, Path]]:
    """Dotted name and path of every module of the product in these folders."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    if "app" in folders:
        paths.extend(ROOT.glob("*.py"))
    parts = [(path.relative_to(ROOT).with_suffix("").parts, path) for path in paths]
    return [(".".join(part[:-1] if part[-1] == "__init__" else part), path) for part, path in parts]


def report(sentences: list[str]) -> str:
    """All of them at once, one a line."""
    return "\n" + "\n".join(sentences)


def test_every_import_points_forward() -> None:
    found = [
        sentence
        for module, path in modules("core", "pages", "app")
        for sentence in wrong_imports(module, path.read_text("utf-8"), is_package=path.name == "__init__.py")
    ]
    assert found == [], report(found)


def test_no_page_computes() -> None:
    pages = [(f"pages.{path.stem}", path) for path in sorted((ROOT / "pages").glob("*.py"))]
    found = [sentence for module, path in pages for sentence in arithmetic(module, path.read_text("utf-8"))]
    assert found == [], report(found)


def test_no_stage_reads_the_clock() -> None:
    found = [
        sentence
        for module, path in modules("core")
        if package(module) in PURE
        for sentence in clocks(module, path.read_text("utf-8"))
    ]
    assert found == [], report(found)


def test_one_package_owns_the_session_state() -> None:
    found = [
        sentence
        for module, path in modules("core", "pages", "app")
        if module != SESSION and not module.startswith(f"{SESSION}.")
        for sentence in session_state(module, path.read_text("utf-8"))
    ]
    assert found == [], report(found)


def test_every_package_of_core_has_a_place_in_the_order() -> None:
    known = {name.split(".")[1] for name in ORDER if name.startswith("core.")} | {"i18n", "__main__"}
    present = {module.split(".")[1] for module, _ in modules("core") if module != "core"}
    assert present - known == set()


@pytest.mark.parametrize(
    ("module", "source", "complaint"),
    [
        ("core.intake.cells", "from core.formulas import compute", "backward"),
        ("core.intake.cells", "from core import views", "backward"),
        ("core.intake.cells", "from ..assessment.judge import judge", "backward"),
        ("core.intake.cells", "def late():\n    import core.workbooks", "backward"),
        ("core.model", "from core.errors import PilotError", "backward"),
        ("core.i18n", "from core.model import Text", "backward"),
        ("core.views.tables", "from pages.shell import main", "backward"),
        ("core.cli", "import pages.shell", "backward"),
        ("pages.gaps", "from core import cli", "side by side"),
        ("core.views.tables", "import streamlit as st", "no screen"),
        ("core.views.tables", "from streamlit.testing.v1 import AppTest", "no screen"),
        ("core.assessment.judge", "from core.i18n import words", "return a code"),
        ("core.rulebook.loader", "from core import i18n", "return a code"),
        ("pages.gaps", "from core.formulas import compute", "not a stage"),
        ("core.pipeline", "from tests.workbooks import make", "without its tests"),
    ],
)
def test_a_wrong_import_is_seen(module: str, source: str, complaint: str) -> None:
    assert any(complaint in sentence for sentence in wrong_imports(module, source))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.intake.cells", "from core.model import Entry\nfrom core.intake.numbers import parse"),
        ("core.intake.cells", "from .numbers import parse"),
        ("core.views.tables", "from core.i18n import words\nimport pandas as pd"),
        ("core.workbooks.scored", "from core.views import tables"),
        ("core.cli", "from core import pipeline\nfrom core.workbooks import template"),
        ("pages.gaps", "import streamlit as st\nfrom core.views.tables import findings"),
        ("app", "import streamlit as st\nfrom core.pipeline import judge"),
    ],
)
def test_a_right_import_is_let_through(module: str, source: str) -> None:
    assert wrong_imports(module, source) == []


@pytest.mark.parametrize(
    "source", ["share = met / total", "left = months - 1", "count += 1", "round(x, 2)", "sum(values)", "100 * share"]
)
def test_arithmetic_on_a_page_is_seen(source: str) -> None:
    assert len(arithmetic("pages.gaps", source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "title = space + ' · ' + month",
        "Path(here) / 'icon.png'",
        "rows = [head] + rest",
        "tuple(a) + b",
        "a | b",
        "x >= 1",
    ],
)
def test_joining_text_lists_and_paths_is_not_arithmetic(source: str) -> None:
    assert arithmetic("pages.gaps", source) == []


@pytest.mark.parametrize("source", ["date.today()", "datetime.datetime.now()", "time.time()", "pd.Timestamp.now()"])
def test_a_look_at_the_clock_is_seen(source: str) -> None:
    assert len(clocks("core.assessment.judge", source)) == 1


@pytest.mark.parametrize("source", ["st.session_state['work']", "st.session_state.work = 1", "f(st.session_state)"])
def test_a_reach_for_the_session_state_is_seen(source: str) -> None:
    assert len(session_state("pages.gaps", source)) == 1
