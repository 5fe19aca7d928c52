"""A clerk at the hall's page, played with the real files: opens what is there, fills it, saves it."""

from pathlib import Path
from threading import Lock

from openpyxl import load_workbook

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.hall import demo
from sxbundle.procedure.identity import FilingId, Unit
from sxbundle.testing.office import DAY, Office

SUBMITTED, ACCEPTED, RETURNED, REJECTED = "已提交", "审核通过", "退回修改", "审核不通过"
ONE_CHAIR = Lock()
"""One person fills one workbook at a time."""
UNITS = (demo.ENTERPRISE, demo.INSTITUTION, demo.TWICE_REGISTERED)


def folder_of(root: Path, filing: FilingId) -> Path:
    """The folder of a filing, as a clerk would find it."""
    (found,) = [path.parent for path in root.glob("*/*/申报.toml") if filing in path.read_text("utf-8")]
    return found


class Clerk:
    """Works in one filing's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inbox = folder / "回填"

    @property
    def results(self) -> Path:
        """The newest 办理结果."""
        return max(self.inbox.glob("办理结果-*.xlsx"), key=lambda one: int(one.stem.rpartition("-")[2]))

    def imports(self, count: int = 0, *lines: str) -> None:
        """Writes what the import said into the prepared text."""
        path = max(self.inbox.glob("导入结果-*.txt"), key=lambda one: int(one.stem.rpartition("-")[2]))
        text = path.read_text("utf-8").replace("错误数量：", f"错误数量：{count}")
        path.write_text(text + "".join(f"{line}\n" for line in lines), "utf-8")

    def fills(self, state, reason="", *, number="", most=None, only=None, items=None) -> int:
        """Fills lines of the newest 办理结果; gives how many.

        Args:
            state: what to write.
            reason: why.
            number: beginning of the receipts' numbers; none when empty.
            most: how many lines at most.
            only: the present word of 状态 in lines to fill; None for empty ones.
            items: titles of items; all unless told.
        """
        path = self.results
        book = load_workbook(path)
        page = book.active
        filled = 0
        for row in page.iter_rows(min_row=3):
            if row[3].value != only or (items is not None and row[2].value not in items):
                continue
            if most is not None and filled == most:
                break
            row[3].value = state
            row[5].value = reason or None
            if number:
                row[4].value = f"{number}{row[1].value[-6:]}{row[0].row:04d}"
            filled += 1
        # As spreadsheet programs save: beside, then in place.
        book.save(beside := path.with_name(f"~${path.name}"))
        beside.replace(path)
        return filled


class ClerkedHall(sx.FolderHall):
    """A folder with a clerk who does at once what is asked."""

    most: "list[int]"

    def submit(self, filing, people=None):
        super().submit(filing, people)
        clerk = Clerk(folder_of(self.path, filing))
        with ONE_CHAIR:
            if list(clerk.inbox.glob("办理结果-*.xlsx")):
                most = self.most.pop() if self.most else None
                clerk.fills(SUBMITTED, number="HT", most=most)
        return super().submit(filing, people)


class FolderOffice(Office):
    """A folder with the demonstration units; the office's verdicts come by the clerk's hand."""

    enterprise = sx.Credentials("taiyuan-demo", "not-looked-at")
    other = sx.Credentials("jituan-demo", "not-looked-at")

    def __init__(self, root: Path, kind=ClerkedHall) -> None:
        self.root = root
        self.kind = kind
        self.clock = SettableClock(DAY)
        self.most: list[int] = []
        self.open = [self.client()]
        for one in UNITS:
            unit = Unit(one.name, one.credit_code, one.registrations)
            self.open[0].add_unit(one.credentials.user, unit, recorded=one.recorded)

    def client(self):
        hall = self.kind(self.root, clock=self.clock)
        hall.most = self.most
        return hall

    def expire(self):
        self._not_offered("sessions: who may read the folder is in")

    def half_accept(self, most):
        self.most.append(most)

    def accept_all(self, filing):
        return self._decide(filing, ACCEPTED)

    def send_back(self, filing, reason, items=None):
        return self._decide(filing, RETURNED, reason, items)

    def reject(self, filing, reason, items=None):
        return self._decide(filing, REJECTED, reason, items)

    def _decide(self, filing, state, reason="", items=None):
        if items is not None:  # one verdict for what belongs together or follows
            bound = sx.HIRE.plan(sx.HIRE.items, self.today(), frozenset()).bound
            items = {one.key for item in items for one in bound[sx.HIRE.item(item).key]}
        titles = None if items is None else {sx.HIRE.item(one).title for one in items}
        return Clerk(folder_of(self.root, filing)).fills(state, reason, only=SUBMITTED, items=titles)

    def close(self):
        for one in self.open:
            one.close()
