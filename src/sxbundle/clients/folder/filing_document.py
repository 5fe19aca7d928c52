"""台账.json: everything that the folder knows of one filing, in one file that is replaced atomically.

It holds the same rows as the tables of the embedded hall, and what only a folder has: what was handed to
the clerk and what the clerk answered.
"""

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from attrs import Factory, define

from sxbundle.clients.folder.account import quoted
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.ledger import State

FORMAT = 1
Plain = dict[str, Any]
Key = tuple[str, str]
"""A person's certificate number and the key of an item."""


@define(repr=False)
class FilingDocument:
    """One filing.

    Attributes:
        filing: its head: reference, bundle, items, …, as in the hall's table of filings.
        rows, entries, commitments, materials, evidence: as in the hall's tables.
        receipts: (person, item) to the number that the clerk reported and the time.
        seq: goes up with each change; of two copies the higher is the later.
        sheet: people whose rows the clerk imports now, in sheet order.
        imported: person to the row that the hall has of them.
        numbers: person to the number of the row that stands in the sheet.
        issues: number of each sheet to its `numbers`.
        issue: number of the sheet: goes up when the clerk has another one to import.
        issued: when it was written, in nanoseconds of the machine's clock, as files are dated.
        answered: the import of the sheet was answered by the clerk.
        refused: people whose row the hall refused, with the row, the entries, what it said.
        handed: (person, item) that the clerk was asked to submit.
        seen: answer file to what it said at last: its digest, its lines, what was not understood.
        handed_on: the day on which the clerk was last asked to submit something again.
        templates: answer sheet that was written to the digest of what was written.
        newest: the answer sheet that is current.
        newest_of: what it was made of.
        round: goes up when something that has a receipt is handed over again.
        doubt: the file was lost once; what the hall has must be looked up before submitting.
    """

    filing: Plain
    rows: list[Plain] = Factory(list)
    entries: list[Plain] = Factory(list)
    commitments: list[Plain] = Factory(list)
    materials: list[Plain] = Factory(list)
    evidence: list[Plain] = Factory(list)
    receipts: dict[Key, Plain] = Factory(dict)
    seq: int = 0
    sheet: list[str] = Factory(list)
    imported: dict[str, int] = Factory(dict)
    numbers: dict[str, int] = Factory(dict)
    issues: dict[str, dict[str, int]] = Factory(dict)
    issue: int = 0
    issued: int = 0
    answered: bool = True
    refused: dict[str, Plain] = Factory(dict)
    handed: list[Key] = Factory(list)
    seen: dict[str, Plain] = Factory(dict)
    handed_on: str = ""
    templates: dict[str, str] = Factory(dict)
    newest: str = ""
    newest_of: str = ""
    round: int = 0
    doubt: bool = False

    @property
    def id(self) -> FilingId:
        """The client's name for the filing."""
        return FilingId(self.filing["id"])

    @property
    def reference(self) -> str:
        """The caller's name for it."""
        return str(self.filing["reference"])

    def states(self) -> dict[Key, State]:
        """How each entry stands."""
        return {(entry["person"], entry["item"]): State(entry["state"]) for entry in self.entries}

    def people(self) -> dict[str, Plain]:
        """Person to the row that holds them, in sheet order."""
        used = {(entry["person"], entry["row"]) for entry in self.entries}
        rows = sorted(self.rows, key=lambda row: (row["sheet_row"], row["number"]))
        return {row["person"]: row for row in rows if (row["person"], row["number"]) in used}

    @property
    def to_import(self) -> list[str]:
        """People in the sheet whose import is neither answered nor overtaken by their receipts."""
        if self.answered:
            return []
        pending = {person for (person, _), state in self.states().items() if state is State.PENDING}
        return [text for text in self.sheet if text in pending]

    def tidy(self) -> None:
        """Drops handovers, receipts and evidence of entries that no longer exist."""
        known = self.states()
        self.handed = [key for key in self.handed if known.get(key) is State.PENDING]
        self.receipts = {key: receipt for key, receipt in self.receipts.items() if key in known}
        self.evidence = [record for record in self.evidence if (record["person"], record["item"]) in known]

    def without_people(self, columns: Collection[str]) -> "FilingDocument":
        """What stays when people are forgotten: receipts with their entries, and the cells of `columns`."""
        entries = [entry for entry in self.entries if (entry["person"], entry["item"]) in self.receipts]
        used = {entry["row"] for entry in entries}
        rows = [
            {
                **row,
                "name": "",
                "cells": _json(
                    {key: cell for key, cell in json.loads(row["cells"]).items() if key in columns}
                ),
            }
            for row in self.rows
            if row["number"] in used
        ]
        filing = {**self.filing, "answer": {}, "unit_record": None, "printed": -1}
        kept = {name: getattr(self, name) for name in ("commitments", "receipts", "seq", "issue", "round")}
        return FilingDocument(filing, rows, entries, **kept)

    def content(self) -> Plain:
        """Plain values for JSON."""
        return {
            "format": FORMAT,
            "seq": self.seq,
            "filing": self.filing,
            "rows": self.rows,
            "entries": self.entries,
            "commitments": self.commitments,
            "materials": self.materials,
            "evidence": self.evidence,
            "receipts": [[*key, receipt] for key, receipt in self.receipts.items()],
            "sheet": self.sheet,
            "imported": self.imported,
            "numbers": self.numbers,
            "issues": self.issues,
            "issue": self.issue,
            "issued": self.issued,
            "answered": self.answered,
            "refused": self.refused,
            "handed": [list(key) for key in self.handed],
            "seen": self.seen,
            "handed_on": self.handed_on,
            "templates": self.templates,
            "newest": self.newest,
            "newest_of": self.newest_of,
            "round": self.round,
            "doubt": self.doubt,
        }

    def to_bytes(self) -> bytes:
        """The file: a record a line, so that people can read it, with a digest, so that a cut is noticed."""
        content = self.content()
        fields = {**content, "digest": _digest(content)}.items()
        return (
            "{\n" + ",\n".join(f"{_json(name)}: {_lines(value)}" for name, value in fields) + "\n}"
        ).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "FilingDocument":
        """Reads what `to_bytes` wrote.

        Raises:
            ValueError: the data is damaged, or written by a newer release.
        """
        try:
            stored = json.loads(data)
            digest = stored.pop("digest")
            if stored["format"] != FORMAT or _digest(stored) != digest:
                raise ValueError("changed or newer")
            del stored["format"]
            stored["receipts"] = {(person, item): receipt for person, item, receipt in stored["receipts"]}
            stored["handed"] = [(person, item) for person, item in stored["handed"]]
            return cls(**stored)
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("not a filing document") from error

    def same(self, before: bytes) -> bool:
        """True when nothing but `seq` changed since `to_bytes` gave `before`."""
        stored = json.loads(before)
        return {**self.content(), "seq": 0, "digest": ""} == {**stored, "seq": 0, "digest": ""}

    def __repr__(self) -> str:
        return f"<FilingDocument {self.reference!r} {len(self.entries)} entries>"


def merge(document: FilingDocument, other: FilingDocument) -> list[Key]:
    """Merges another copy of the filing into `document`; returns the keys of contradicting receipts.

    Receipts, decisions, commitments and materials of both are kept. Rows and what was staged are those of
    `document`, the later copy.
    """
    contradictions = []
    own_entries = {(entry["person"], entry["item"]): entry for entry in document.entries}
    for entry in other.entries:
        key = (entry["person"], entry["item"])
        receipt = other.receipts.get(key)
        if receipt is None:
            continue
        held = own_entries.get(key)
        if held is None:
            row = next(row for row in other.rows if row["number"] == entry["row"])
            number = document.filing["next_row"]
            document.filing["next_row"] = number + 1
            document.rows.append({**row, "number": number})
            document.entries.append({**entry, "row": number})
            document.receipts[key] = receipt
        elif key not in document.receipts:
            held |= {"state": entry["state"], "reason": entry["reason"]}
            document.receipts[key] = receipt
        elif document.receipts[key]["number"] != receipt["number"]:
            contradictions.append(key)
    _add(document.commitments, other.commitments, ("item",))
    _add(document.materials, other.materials, ("material", "person"))
    _add(document.evidence, other.evidence, ("person", "item", "material"))
    document.doubt |= other.doubt
    document.tidy()
    return contradictions


def _add(own_entries: list[Plain], others: Iterable[Plain], key: tuple[str, ...]) -> None:
    known = {tuple(record[name] for name in key) for record in own_entries}
    own_entries += [other for other in others if tuple(other[name] for name in key) not in known]


def _lines(value: object) -> str:
    """JSON; of a list each record has its line. The indenting encoder of Python takes ten times as long."""
    if isinstance(value, list) and value:
        return "[\n " + ",\n ".join(map(_json, value)) + "\n]"
    return _json(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def head_text(filing: Plain) -> bytes:
    """The content of 申报.toml: the head of a filing, readable for people; the program finds it by that."""
    items, vouched = (", ".join(map(quoted, filing[name])) for name in ("items", "vouched"))
    lines = [
        "# 这份申报是什么。由程序写入，请不要修改；文件夹可以改名、移动，程序按这里的内容找到它。",
        f'"申报编号" = {quoted(filing["reference"])}',
        f'"打包事项" = {quoted(filing["bundle"])}',
        f'"事项" = [{items}]',
        f'"自行担保" = [{vouched}]',
        f'"建立时间" = {quoted(filing["opened"])}',
        f'"序号" = {filing["number"]}',
        f'"编号" = {quoted(filing["id"])}',
    ]
    for registration in filing["registrations"]:
        lines += ["", '[["参保信息"]]']
        lines += [f'"{label}" = {quoted(registration[name])}' for label, name in _REGISTRATION.items()]
    return "\n".join([*lines, ""]).encode()


_REGISTRATION = {"险种": "system", "单位编号": "number", "名称": "name"}


def head_of(data: bytes) -> Plain:
    """The head that such a file holds.

    Raises:
        ValueError: it holds none.
    """
    try:
        record = tomllib.loads(data.decode("utf-8-sig"))
        head = {
            "reference": record["申报编号"],
            "bundle": record["打包事项"],
            "items": list(record["事项"]),
            "vouched": list(record["自行担保"]),
            "opened": record["建立时间"],
            "number": record["序号"],
            "id": record["编号"],
            "registrations": [
                {name: registration[label] for label, name in _REGISTRATION.items()}
                for registration in record.get("参保信息", [])
            ],
        }
        datetime.fromisoformat(head["opened"])
        texts: list[Any] = [head["reference"], head["bundle"], head["id"], *head["items"], *head["vouched"]]
        if not all(isinstance(text, str) for text in texts) or not isinstance(head["number"], int):
            raise ValueError("not text")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a head") from error
    return head
