"""The picture of the layers, drawn from the order that import-linter holds and from what the code imports."""

import ast
import textwrap
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "sxbundle"
EVERYWHERE = {"argument_checks", "clock", "errors", "masking", "problem", "runtime", "source", "timezone"}
"""What nearly every module imports: left out of the lists, or nothing else would be seen."""

_WIDTH, _ROW, _GAP, _NAME = 1080, 48, 6, 150
_USES_AT = 660


def picture() -> str:
    """The SVG: a row for each layer, the highest first; beside it what it imports."""
    layers = [[name.strip() for name in layer.split("|")] for layer in _layers() if not _is_everywhere(layer)]
    layers.append(sorted(EVERYWHERE & {path.stem for path in PACKAGE.iterdir()}))
    height = len(layers) * (_ROW + _GAP) + 60
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            'font-family="sans-serif" font-size="13" role="img" aria-label="The layers of sxbundle">',
            f'<rect width="{_WIDTH}" height="{height}" fill="white"/>',
            '<text x="12" y="24" font-weight="bold">Each layer imports only layers below it</text>',
            f'<text x="{_USES_AT}" y="24" fill="#555">imports directly</text>',
            *(line for at, names in enumerate(layers) for line in _row(names, 40 + at * (_ROW + _GAP))),
            "</svg>",
        ]
    )


def imports() -> dict[str, set[str]]:
    """Each direct member of the package, and the others that its modules import, in functions as well."""
    members = {
        path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    return {
        name: {one for path in _files(name) for one in _imported(path)} & members - {name, "__init__"}
        for name in sorted(members - {"__init__"})
    }


def _layers() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    return list(layers)


def _is_everywhere(layer: str) -> bool:
    return {name.strip() for name in layer.split("|")} <= EVERYWHERE


def _files(name: str) -> list[Path]:
    folder = PACKAGE / name
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{name}.py"]


def _imported(path: Path) -> Iterator[str]:
    """The first name below `sxbundle` of each absolute import; the package imports nothing relatively."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("sxbundle."))


def _row(names: list[str], y: int) -> Iterator[str]:
    """One layer: a box for each of its members; the imports of all of them at the right."""
    few = len(names) <= 3
    right = _USES_AT - 12 if few else _WIDTH - 12
    width = (right - 12 - _GAP * (len(names) - 1)) / len(names)
    for at, name in enumerate(names):
        x = 12 + at * (width + _GAP)
        yield (f'<rect x="{x:g}" y="{y}" width="{width:g}" height="{_ROW}" fill="#eef6f6" stroke="#4a9090"/>')
        yield f'<text x="{x + 8:g}" y="{y + 28}" font-weight="bold">{name}</text>'
        if few:
            start = _NAME if len(names) == 1 else 76
            lines = textwrap.wrap(_sentence(name), int((width - start) / 6.6))[:3]
            for line, text in enumerate(lines):
                yield (
                    f'<text x="{x + start:g}" y="{y + 32 - 7 * len(lines) + 14 * line}" font-size="12">'
                    f"{escape(text)}</text>"
                )
    if few:
        used = set().union(*(imports()[name] for name in names)) - EVERYWHERE - set(names)
        for line, text in enumerate(textwrap.wrap(", ".join(sorted(used)) or "only the last row", 60)):
            yield f'<text x="{_USES_AT}" y="{y + 22 + 14 * line}" font-size="11" fill="#555">{text}</text>'


def _sentence(name: str) -> str:
    """The first line of its docstring."""
    path = PACKAGE / name / "__init__.py"
    tree = ast.parse((path if path.is_file() else PACKAGE / f"{name}.py").read_text("utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0].replace("`", "")
