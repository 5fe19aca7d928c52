"""Signing in from a terminal: a password comes from the environment, a keyring or a prompt."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import click
from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.cli.command import option, wrong_value
from sxbundle.cli.options import Overlays, catalog_of
from sxbundle.cli.output import environment

if TYPE_CHECKING:
    from sxbundle.clients.contract import Client

SERVICE = "sxbundle"
"""Name of the service under which a keyring holds the passwords."""

HallUrl = Annotated[
    str,
    option(
        "--hall",
        envvar="SXBUNDLE_HALL",
        help=(
            "网厅地址，如 local:///hall.db、https://网关、folder:///交接。",
            "Address of the hall, such as local:///hall.db, https://gateway, folder:///handover.",
        ),
    ),
]
User = Annotated[
    str | None,
    option(
        "--user",
        "-u",
        envvar="SXBUNDLE_USER",
        help=(
            "经办人的登录名；密码取自 SXBUNDLE_PASSWORD 或系统密钥环。",
            "The clerk's account; the password comes from SXBUNDLE_PASSWORD or the system keyring.",
        ),
    ),
]
Choose = Annotated[
    list[str] | None,
    option(
        "--registration",
        help=(
            "登陆信息确认：险种=单位编号，如 110=14010001；可写多次。",
            "Choice of a registration: type=number, such as 110=14010001; repeatable.",
        ),
    ),
]


@frozen(kw_only=True)
class HallOptions:
    """Which hall, and who signs in."""

    hall: HallUrl
    user: User = None
    registration: Choose = None
    overlay: Overlays = None

    @contextmanager
    def signed_in(self) -> "Iterator[Client]":
        """A signed-in client; its session ends with the command.

        Raises:
            BadParameter: no user, no password, a registration that is written wrongly.
            HallError: the hall refuses.
        """
        import sxbundle as sx

        if not self.user and not by_pages(self.hall):
            raise wrong_value(
                "--user",
                "请写明登录名（也可用环境变量 SXBUNDLE_USER）",
                "name the account (or set SXBUNDLE_USER)",
            )
        chosen = dict(map(_registration, self.registration or ()))
        with sx.connect(self.hall, catalog=catalog_of(self.overlay), create=False) as hall:
            # Without a name it is who signed in in that browser.
            credentials = sx.Credentials(self.user, password_of(self.hall, self.user)) if self.user else None
            hall.sign_in(credentials)  # type: ignore[arg-type]
            if chosen:
                hall.choose(chosen)
            yield hall


def by_pages(url: str) -> bool:
    """Whether the hall is driven on its pages, in whose browser somebody may be signed in."""
    return url.partition(":")[0].lower() == "browser"


def _registration(pair: str) -> tuple[str, str]:
    system, separator, number = pair.partition("=")
    if not separator:
        raise wrong_value(
            "--registration", "“{pair}”应写作 险种=单位编号", "「{pair}」 must be type=number", pair=pair
        )
    return system.strip(), number.strip()


def password_of(url: str, user: str) -> str:
    """The password: `SXBUNDLE_PASSWORD`, the keyring's, or what is typed at a terminal.

    Raises:
        BadParameter: there is none.
    """
    if password := environment("SXBUNDLE_PASSWORD"):
        return password
    if password := _from_keyring(url, user):
        return password
    if sys.stdin.isatty():
        question = str(Bilingual("{user} 的密码", "Password of {user}", user=user))
        prompted: str = click.prompt(question, hide_input=True, err=True)
        return prompted
    raise wrong_value(
        "--user",
        "没有密码：请设置 SXBUNDLE_PASSWORD，或先用 sxbundle login 存入系统密钥环",
        "there is no password: set SXBUNDLE_PASSWORD, or keep it in the system keyring by sxbundle login",
    )


def _from_keyring(url: str, user: str) -> str | None:
    try:
        import keyring
        import keyring.errors
    except ModuleNotFoundError:
        return None
    try:
        return keyring.get_password(SERVICE, account(url, user))
    except keyring.errors.KeyringError:
        return None  # no keyring on this machine: the other ways are left


def account(url: str, user: str) -> str:
    """What the keyring calls the password of that user at that hall."""
    return f"{user} @ {url}"
