"""The first digits of bank cards (BIN): advisory only, a 2016 list."""

from collections.abc import Iterator, Mapping
from functools import cache

from attrs import frozen

from sxbundle.codes.lists import packaged
from sxbundle.codes.tsv import TsvTable

_CREDIT = frozenset({"CC", "SCC"})


@frozen
class CardBin:
    """What the first digits of a card say.

    Attributes:
        bank: name of the issuing bank.
        bank_class: its code in the list `bank` (three CNAPS digits); empty when not known.
        length: digits of the whole card number.
        credit: True for credit and semi-credit cards.
    """

    bank: str
    bank_class: str
    length: int
    credit: bool


@frozen(eq=False)
class CardBins:
    """The list, looked up by the longest prefix."""

    _by_prefix: Mapping[str, CardBin]
    _longest: int

    def find(self, account: str) -> CardBin | None:
        """What is known of a card number; None for passbooks and cards the list does not have."""
        for length in range(min(self._longest, len(account)), 2, -1):
            known = self._by_prefix.get(account[:length])
            if known is not None and known.length == len(account):
                return known
        return None


def _prefixes(written: str) -> Iterator[str]:
    """The digits of each card; one or two alone are the last of six, the others those before."""
    before = ""
    for digits in written.split():
        before = before[: 6 - len(digits)] + digits if len(digits) < 3 else digits
        yield before


def from_tsv(table: TsvTable) -> CardBins:
    """The list that the TSV holds."""
    known: dict[str, CardBin] = {}
    bank = "", ""
    for row in table.rows:
        bank = (row["bank"], row["class"]) if row["bank"] else bank
        card = CardBin(*bank, int(row["length"]), row["card_type"] in _CREDIT)
        known.update(dict.fromkeys(_prefixes(row["bins"]), card))
    return CardBins(known, max(map(len, known)))


@cache
def card_bins() -> CardBins:
    """The package's list, read on first use."""
    return from_tsv(packaged("bank_bin"))
