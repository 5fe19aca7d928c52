"""The units of a hand-over folder: each has a folder of its own, known by its 单位.toml."""

from pathlib import Path

from attrs import frozen

from sxbundle.clients.folder.account import NAME as UNIT_FILE
from sxbundle.clients.folder.account import ClerkAccount
from sxbundle.clients.folder.atomic_files import make_folder, safe_name
from sxbundle.errors import HallUnavailable, SignInFailed, StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.identity import Unit
from sxbundle.source import assumed

NO_UNIT = ProblemKind(
    "folder.no-unit",
    Severity.ERROR,
    (
        "交接文件夹中没有这个账号的单位。请先用 FolderHall.add_unit 登记单位，或检查各“单位.toml”中的账号。",
        "The handover folder has no unit for this account. Register it with FolderHall.add_unit, or "
        "check the accounts in the files 「单位.toml」.",
    ),
    ("没有一个“单位.toml”写着这个账号。", "No 「单位.toml」 in the folder names that account."),
    ("用 `FolderHall.add_unit` 登记单位。", "Enter the unit with `FolderHall.add_unit`."),
    assumed("交接文件夹自己不认识单位，也没有密码"),
)
OTHER_UNIT = ProblemKind(
    "folder.other-unit",
    Severity.ERROR,
    (
        "这个账号已经登记了另一个单位，请换一个账号，或修改原有的“单位.toml”。",
        "This account belongs to another unit already. Take another account, or correct the file "
        "「单位.toml」.",
    ),
    ("账号对应的是另一个统一社会信用代码的单位。", "The account stands for a unit of another credit code."),
    ("换一个账号，或更正“单位.toml”。", "Take another account name, or correct 「单位.toml」."),
    assumed("一个账号对应一个单位"),
)


@frozen
class UnitFolders:
    """The units in the folder `path`."""

    path: Path

    def folder_of(self, user: str) -> Path:
        """The folder of the unit with that account.

        Raises:
            SignInFailed: no unit of that account was entered.
            HallUnavailable: none has the account, and a file that cannot be read may.
        """
        folder_of = self._find(user)
        if folder_of is None:
            raise refusal(SignInFailed, NO_UNIT)
        return folder_of

    def add(self, user: str, unit: Unit, *, recorded: bool) -> Path:
        """The unit's folder, made when there is none; the caller holds the lock of `path`.

        Raises:
            StepRefused: the account stands for another unit.
            HallUnavailable: a file that cannot be read may have the account.
        """
        folder_of = self._find(user)
        if folder_of is not None:
            if ClerkAccount.load(folder_of).credit_code != unit.credit_code:
                raise refusal(StepRefused, OTHER_UNIT)
            return folder_of
        folder_of = self.path / safe_name(unit.name)
        if (folder_of / UNIT_FILE).exists():
            folder_of = self.path / f"{safe_name(unit.name)[:40]} {safe_name(user)[:15]}"
        make_folder(folder_of)
        ClerkAccount.of(user, unit, recorded=recorded).save(folder_of)
        return folder_of

    def _find(self, user: str) -> Path | None:
        """The folder with that account; the unreadable file of another unit only matters when none has it."""
        unreadable: HallUnavailable | None = None
        for path in sorted(self.path.glob(f"*/{UNIT_FILE}")):
            try:
                if ClerkAccount.load(path.parent).user == user:
                    return path.parent
            except HallUnavailable as error:
                unreadable = error
        if unreadable is not None:
            raise unreadable
        return None


KINDS = (NO_UNIT, OTHER_UNIT)
