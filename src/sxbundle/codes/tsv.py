"""The one format of code lists: TSV with `# title/standard/source/confidence/note` lines on top."""

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from sxbundle.argument_checks import shown
from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.os_reason import os_reason
from sxbundle.source import Confidence, Source


@frozen
class TsvTable:
    """A file as read: the header lines and one mapping a row, empty cells as `""`."""

    origin: str
    head: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]

    @property
    def source(self) -> Source:
        """What the header lines say of where the rows come from.

        A header that names several confidences counts as the weakest of them.
        """
        stated = self.head.get("confidence", "assumed").lower()
        marks = (
            ("assumed", Confidence.ASSUMED),
            ("public", Confidence.STANDARD),
            ("law", Confidence.LAW),
            ("confirmed", Confidence.CONFIRMED),
        )
        confidence = next((mark for word, mark in marks if word in stated), Confidence.ASSUMED)
        return Source(confidence, self.head.get("source", self.origin), self.head.get("standard", ""))


def read_tsv(text: str, origin: str) -> TsvTable:
    """Reads one table; `origin` names it in errors.

    Raises:
        DeclarationError: no header row, a column named twice, a row longer than the header row.
    """
    head: dict[str, str] = {}
    columns: tuple[str, ...] = ()
    rows: list[Mapping[str, str]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.startswith("#"):
            name, _, value = line[1:].partition(":")
            head[name.strip()] = value.strip()
        elif not line.strip():
            continue
        elif not columns:
            columns = tuple(cell.strip() for cell in line.split("\t"))
            if len(set(columns)) != len(columns):
                raise DeclarationError(
                    Bilingual(
                        "{origin} 第 {number} 行：表头有重复的列名。",
                        "{origin}, line {number}: a column stands twice in the header.",
                        origin=origin,
                        number=number,
                    )
                )
        else:
            cells = line.split("\t")
            if len(cells) > len(columns):
                raise DeclarationError(
                    Bilingual(
                        "{origin} 第 {number} 行：列数多于表头，请检查制表符。",
                        "{origin}, line {number}: more columns than the header has; check the tabs.",
                        origin=origin,
                        number=number,
                    )
                )
            cells += [""] * (len(columns) - len(cells))
            rows.append(dict(zip(columns, map(str.strip, cells), strict=True)))
    if not columns:
        raise DeclarationError(
            Bilingual(
                "{origin}：没有表头行（例如 code<Tab>name）。",
                "{origin}: there is no header line (such as code<Tab>name).",
                origin=origin,
            )
        )
    return TsvTable(origin, head, columns, tuple(rows))


def read_tsv_file(path: Path) -> TsvTable:
    """Reads a table of the user's.

    Raises:
        DeclarationError: also when the file cannot be read or is not UTF-8.
    """
    name = shown(path.name)
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise DeclarationError(
            Bilingual(
                "无法读取代码表文件{value}。",
                "The code list file cannot be read: {value}.",
                value=os_reason(error),
            )
        ) from error
    except UnicodeDecodeError as error:
        raise DeclarationError(
            Bilingual(
                "代码表文件 {name} 不是 UTF-8 编码，请另存为 UTF-8。",
                "The code list file 「{name}」 is not in UTF-8; save it so.",
                name=name,
            )
        ) from error
    except ValueError as error:  # a NUL, half a character
        raise DeclarationError(
            Bilingual(
                "无法读取代码表文件：文件名含有不能使用的字符。",
                "The code list file cannot be read: its name holds characters that cannot be used.",
            )
        ) from error
    return read_tsv(text, path.name)
