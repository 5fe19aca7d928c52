"""A client by its address: one URL to change between the embedded hall, a gateway, a folder."""

import logging
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from sxbundle.argument_checks import expect
from sxbundle.bilingual import Bilingual, joined
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.clients.contract import Client
from sxbundle.errors import DeclarationError, HallUnavailable, SxError

GROUP = "sxbundle.clients"
"""Entry points of this group are clients of others: scheme = a callable that takes the URL."""

_OURS = {
    "local": "sxbundle.clients.connect:_local",
    "sqlite": "sxbundle.clients.connect:_local",
    "postgresql": "sxbundle.clients.connect:_local",
    "http": "sxbundle.clients.connect:_gateway",
    "https": "sxbundle.clients.connect:_gateway",
    "folder": "sxbundle.clients.connect:_folder",
    "browser": "sxbundle.clients.connect:_browser",
}
"""Scheme to what makes its client, imported when it is used."""

Fonts = Sequence[str | PathLike[str]]

_BROWSER_OPTIONS = ("profile", "chromium", "attach", "headless", "evidence", "traces", "address", "allow")


def connect(url: str, *, catalog: Catalog = CATALOG, fonts: Fonts = (), create: bool = True) -> Client:
    """A client that is not signed in, for the hall at `url`.

    Args:
        url: `local:///hall.db` (three slashes: relative to the working directory, four:
            absolute), `sqlite:///…`, `postgresql://…`, `https://gateway`, `folder:///…`,
            `browser:///pages.toml?profile=…`, or of a
            scheme that an installed package offers as an entry point `sxbundle.clients`.
        catalog: the bundles that the hall offers. A gateway has a catalog of its own; a package's client
            gets `catalog=` when it is not the packaged one.
        fonts: font files for names with characters that the bundled font lacks; see the clients.
        create: makes the file of an embedded hall that does not exist, and logs a warning that it has
            no units yet. False refuses, so that a misspelt path makes nothing.

    Raises:
        HallUnavailable: there is no such file and `create` is false; a database that cannot be used.
        DeclarationError: nobody or more than one knows the scheme, or a package's client cannot be
            used; the message names it and says why.

    >>> with connect("local:///:memory:") as hall:
    ...     type(hall).__name__
    'LocalHall'
    """
    expect("url", url, str)
    expect("catalog", catalog, Catalog)
    expect("create", create, bool)
    if (path := missing_hall(url)) is not None:
        if not create:
            raise HallUnavailable(_missing(path))
        logging.getLogger("sxbundle.clients").warning("%s", _EMPTY)
    scheme, separator, _ = url.partition("://")
    if not separator:
        raise DeclarationError(
            Bilingual(
                "地址应为“方式://位置”，例如 local:///hall.db；可用的方式：{value}",
                "An address is scheme://place, such as local:///hall.db; schemes: {value}",
                value=_known(),
            )
        )
    scheme = scheme.lower()
    if scheme in _OURS:
        module, _, name = _OURS[scheme].partition(":")
        make: Callable[..., Client] = getattr(import_module(module), name)
        return make(url, catalog=catalog, fonts=fonts)
    options: dict[str, Any] = {} if catalog is CATALOG else {"catalog": catalog}
    return _foreign(scheme, url, options | ({"fonts": fonts} if fonts else {}))


_EMPTY = Bilingual(
    "网厅文件不存在，已新建一个空的网厅，其中没有单位和账号；演示网厅用 sx.LocalHall.demo(…) 建立",
    "the hall's file did not exist: a new one, without accounts, was made; "
    "sx.LocalHall.demo(…) makes one to practise at",
)


def _missing(path: Path) -> Bilingual:
    return Bilingual(
        "没有网厅文件“{name}”；先用 sxbundle serve --demo 或 sx.LocalHall.demo(…) 建立一个演示网厅",
        "there is no hall 「{name}」; sxbundle serve --demo or sx.LocalHall.demo(…) makes one to practise at",
        name=path.name,
    )


def missing_hall(url: str) -> Path | None:
    """The file of an embedded hall at that address, when there is none yet; None for other addresses."""
    place = local_address(url)
    if place is None or "://" in place or place.startswith((":", "file:")) or "\0" in place:
        return None
    path = Path(place)
    try:
        return None if path.exists() else path
    except OSError:  # a name that no file can have
        return path


def local_address(url: str) -> str | None:
    """What `LocalHall` takes for such a URL; None when it is another client's."""
    scheme, separator, rest = url.partition("://")
    match scheme.lower():
        case _ if not separator:
            return None
        case "local" | "sqlite":
            return rest.removeprefix("/") or ":memory:"
        case "postgresql":
            return url
        case _:
            return None


def _local(url: str, catalog: Catalog, fonts: Fonts) -> Client:
    from sxbundle.clients.local import LocalHall

    return LocalHall(local_address(url) or url, catalog=catalog, fonts=fonts)


def _gateway(url: str, catalog: Catalog, fonts: Fonts) -> Client:
    from sxbundle.clients.http.sync import HttpHall

    return HttpHall(url, fonts=fonts)  # what may be filed is the gateway's to say


def _folder(url: str, catalog: Catalog, fonts: Fonts) -> Client:
    path = url.partition("://")[2].removeprefix("/")
    if not path:
        raise DeclarationError(
            Bilingual(
                "交接文件夹的地址应为 folder:///文件夹", "The address of a handover folder is folder:///path"
            )
        )
    client: Any = import_module("sxbundle.clients.folder")
    made: Client = client.FolderHall(path, catalog=catalog, fonts=fonts)
    return made


def _browser(url: str, catalog: Catalog, fonts: Fonts) -> Client:
    """`browser:///MAP?profile=…&chromium=…&attach=…&headless=yes&evidence=…&traces=…&address=…&allow=submit`.

    The hall prints its declaration by itself, so `fonts` is of no use.
    """
    place, _, query = url.partition("://")[2].partition("?")
    given = dict(parse_qsl(query, keep_blank_values=True))
    unknown = given.keys() - _BROWSER_OPTIONS
    unknown |= {f"{key}=" for key, value in given.items() if not value or not value.isprintable()}
    if given.get("headless", "yes") not in ("yes", "no"):
        unknown.add(f"headless={given['headless']}")
    if unknown or "\0" in unquote(place):
        raise DeclarationError(
            Bilingual(
                "浏览器方式的地址不认识：{names}；可用：{known}",
                "the address of a hall by its pages does not know {names}; it takes {known}",
                names=joined(sorted(unknown)),
                known=joined(_BROWSER_OPTIONS),
            )
        )
    name = unquote(place).removeprefix("/")
    if not name:
        raise DeclarationError(
            Bilingual(
                "浏览器方式的地址应为 browser:///页面对照表.toml",
                "the address of a hall by its pages is browser:///map.toml",
            )
        )
    browser: Any = import_module("sxbundle.clients.browser")
    overlay = {"site": {"address": given["address"]}} if "address" in given else {}
    options: dict[str, Any] = {
        key: given[key] for key in ("profile", "chromium", "attach", "evidence", "traces") if key in given
    }
    if "headless" in given:
        options["headless"] = given["headless"] == "yes"
    made: Client = browser.BrowserHall(
        browser.load_map(name, overlay), allow=given.get("allow", "").split(","), catalog=catalog, **options
    )
    return made


def _foreign(scheme: str, url: str, options: dict[str, Any]) -> Client:
    matches = [entry_point for entry_point in entry_points(group=GROUP) if entry_point.name.lower() == scheme]
    match matches:
        case []:
            raise DeclarationError(
                Bilingual(
                    "没有“{scheme}”方式的网厅客户端；可用的方式：{value}",
                    "There is no client for the scheme 「{scheme}」; schemes: {value}",
                    scheme=scheme,
                    value=_known(),
                )
            )
        case [point]:
            return _made(point, url, options)
        case several:
            owners = "、".join(sorted(map(_owner, several)))
            raise DeclarationError(
                Bilingual(
                    "“{scheme}”方式由多个软件包提供（{owners}），请只保留一个",
                    "Several packages offer the scheme 「{scheme}」 ({owners}); keep one",
                    scheme=scheme,
                    owners=owners,
                )
            )


def _made(point: EntryPoint, url: str, options: dict[str, Any]) -> Client:
    """The client of somebody else's package; whatever it does wrong is said of it."""
    try:
        client: Client = point.load()(url, **options)
    except SxError:
        raise  # the client speaks for itself
    except (Exception, SystemExit) as error:
        why = f"{type(error).__name__}: {error}"
        raise DeclarationError(
            Bilingual("{point}：{why}", "{point}: {why}", point=_blamed(point), why=why)
        ) from error
    if lacking := [name for name in _calls() if not callable(getattr(client, name, None))]:
        raise DeclarationError(
            Bilingual(
                "{value}：{name} 缺少 {value2}",
                "{value}: {name} lacks {value2}",
                value=_blamed(point),
                name=type(client).__name__,
                value2="、".join(lacking),
            )
        )
    return client


def _calls() -> list[str]:
    named = [name for name in vars(Client) if not name.startswith("_")]
    return [*(name for name in named if callable(getattr(Client, name))), "__enter__", "__exit__"]


def _blamed(point: EntryPoint) -> Bilingual:
    return Bilingual(
        "软件包 {value} 提供的客户端 {name} = {value2} 不能使用",
        "The client {name} = {value2} of the package {value} cannot be used",
        value=_owner(point),
        name=point.name,
        value2=point.value,
    )


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "?"


def _known() -> str:
    return "、".join(sorted({*_OURS, *(entry_point.name for entry_point in entry_points(group=GROUP))}))
