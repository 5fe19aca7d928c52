"""单位.toml: the unit of a folder, in words that a clerk can edit; it holds no password."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from sxbundle.clients.folder.atomic_files import make_folder, safe_name, write
from sxbundle.errors import HallUnavailable, SignInFailed, StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.identity import Registration, Unit
from sxbundle.procedure.sign_in import Registrations
from sxbundle.source import assumed

NAME = "单位.toml"
RECORDED = "已通过"
NOT_RECORDED = "未通过"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

DAMAGED = ProblemKind(
    "folder.damaged",
    Severity.ERROR,
    (
        "{file} 读不懂（{where}），未作任何改动。请按 {file} 开头的说明改正，或从备份恢复。",
        "{file} cannot be understood ({where}); nothing was changed. Correct it by the notes at the "
        "head of {file}, or restore it from a backup.",
    ),
    (
        "文件夹自己的文件读不懂：被截断、改错，或由别的程序生成。",
        "A file of the folder's own cannot be read: cut off, edited wrongly, or made by something else.",
    ),
    (
        "更正提示中的文件，或从备份恢复。",
        "Mend the file that the message names, or restore it from a backup.",
    ),
    assumed("文件夹里的文件人可以改，也可能改坏"),
)
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
class ClerkAccount:
    """The content of 单位.toml.

    Attributes:
        user: the clerk's account name at the hall.
        name, credit_code: of the unit.
        offered: every 参保信息, several in one system when there are.
        choice: system to 单位编号, for those (3.1.3).
        first_record: 首次用工备案: approved, not approved, or the filing that brought it.
    """

    user: str
    name: str
    credit_code: str
    offered: tuple[Registration, ...]
    choice: Mapping[str, str] = field(factory=dict)
    first_record: str = NOT_RECORDED

    @property
    def registrations(self) -> Registrations:
        """The unit's registrations, and which were chosen."""
        return Registrations(self.name, self.credit_code, self.offered, dict(self.choice))

    @classmethod
    def of(cls, user: str, unit: Unit, *, recorded: bool) -> "ClerkAccount":
        """That of a unit, its registrations as the hall lists them."""
        offered = tuple(
            sorted(unit.registrations, key=lambda registration: (registration.system, registration.number))
        )
        first = RECORDED if recorded else NOT_RECORDED
        return cls(user, unit.name, unit.credit_code, offered, {}, first)

    def save(self, folder: Path) -> None:
        """Writes it, so that people can read and correct it."""
        lines = [
            "# 这个文件夹属于哪个单位。可以用记事本修改；改完保存即可，不需要密码。",
            "# 同一险种有几个单位编号时，请在最后的“选择”之下写明用哪一个，例如  110 = '1400002001'",
            f'"账号" = {quoted(self.user)}',
            f'"单位名称" = {quoted(self.name)}',
            f'"统一社会信用代码" = {quoted(self.credit_code)}',
            f"# 首次劳动用工备案：{RECORDED}、{NOT_RECORDED}，或使其通过的申报编号",
            f'"首次用工备案" = {quoted(self.first_record)}',
        ]
        for registration in self.offered:
            lines += [
                "",
                '[["参保信息"]]',
                f'"险种" = {quoted(registration.system)}',
                f'"单位编号" = {quoted(registration.number)}',
                f'"名称" = {quoted(registration.name)}',
            ]
        lines += ["", '["选择"]', *(f"{key} = {quoted(value)}" for key, value in self.choice.items()), ""]
        write(folder / NAME, "\n".join(lines).encode())

    @classmethod
    def load(cls, folder: Path) -> "ClerkAccount":
        """What the file says.

        Raises:
            HallUnavailable: `folder.damaged`.
        """
        try:
            record = tomllib.loads((folder / NAME).read_bytes().decode("utf-8-sig"))
            return cls(
                user=_text(record["账号"]),
                name=_text(record["单位名称"]),
                credit_code=_text(record["统一社会信用代码"]),
                offered=tuple(
                    sorted(
                        (
                            Registration(
                                _text(registration["单位编号"]),
                                _text(registration["险种"]),
                                _text(registration["名称"]),
                            )
                            for registration in record["参保信息"]
                        ),
                        key=lambda registration: (registration.system, registration.number),
                    )
                ),
                choice={str(key): _text(value) for key, value in record.get("选择", {}).items()},
                first_record=_text(record.get("首次用工备案", NOT_RECORDED)),
            )
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            raise refusal(HallUnavailable, DAMAGED, file=NAME, where="不是合法的 TOML 文本") from None
        except KeyError as error:
            raise refusal(HallUnavailable, DAMAGED, file=NAME, where=f"缺少“{error.args[0]}”") from None
        except (TypeError, AttributeError):
            raise refusal(HallUnavailable, DAMAGED, file=NAME, where="内容不是文字") from None


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
        if (folder_of / NAME).exists():
            folder_of = self.path / f"{safe_name(unit.name)[:40]} {safe_name(user)[:15]}"
        make_folder(folder_of)
        ClerkAccount.of(user, unit, recorded=recorded).save(folder_of)
        return folder_of

    def _find(self, user: str) -> Path | None:
        """The folder with that account; the unreadable file of another unit only matters when none has it."""
        unreadable: HallUnavailable | None = None
        for path in sorted(self.path.glob(f"*/{NAME}")):
            try:
                if ClerkAccount.load(path.parent).user == user:
                    return path.parent
            except HallUnavailable as error:
                unreadable = error
        if unreadable is not None:
            raise unreadable
        return None


def quoted(text: str) -> str:
    r"""`text` as a TOML string.

    >>> quoted('甲"\n')
    '"甲\\"\\u000a"'
    """
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", plain) + '"'


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    return str(value)


KINDS = (DAMAGED, NO_UNIT, OTHER_UNIT)
