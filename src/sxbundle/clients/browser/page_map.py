"""The page map: what a hall's pages hold and how each deed is done on them, as data that its user corrects.

Written in TOML; see `map_files` for loading, inheriting and overlaying, `locators` for `kind=value`.
"""

from collections.abc import Iterator, Mapping

from attrs import field, frozen

Locators = tuple[str, ...]


@frozen(kw_only=True)
class Sourced:
    """Where an entry comes from.

    Attributes:
        source: who says so: a section of the manual, a page that was seen.
        confidence: `seen` on the page itself, `manual` for the manual's words, `family` for the same vendor's
            halls elsewhere, `assumed`; inherited from the page or the map when empty.
        hole: what is not known and must be filled in; an entry with it is never used.
    """

    source: str = ""
    confidence: str = ""
    hole: str = ""


@frozen(kw_only=True)
class Anchor(Sourced):
    """Something on a page, by locators in order of preference.

    Attributes:
        by: the locators.
        optional: the page may be without it.
        many: there may be several, such as the lines of a list.
        pattern: a regular expression whose first group is the text that counts.
    """

    by: Locators = ()
    optional: bool = False
    many: bool = False
    pattern: str = ""


@frozen(kw_only=True)
class TableEntry(Sourced):
    """A table, read by its header's words.

    Attributes:
        by: locators of the table.
        head, row, cell: selectors within the table; a row of one cell, or over several columns, is no data.
        answer: a regular expression for the address of the network answer, JSON, from which the page builds
            the table; the rows are then read from it, and the table only for what is pressed in a row.
        list: names that lead to the list in it: `data.list`.
        columns: what we call a column to the captions it may have, and to the names in `answer`.
        optional: columns that may be lacking.
        controls: selectors of what stands in a row: `tick`, `materials`, `result`.
        beside: selectors of the rows of fixed columns; the first of them belongs to the first row. Where
            `head` finds heads of theirs, too, their cells count.
        next: locators of the way to the next page of the table.
        next_is_off: selector that `next` matches when there is no next page.
    """

    by: Locators = ()
    head: str = "th, [role=columnheader]"
    row: str = "tbody tr, [role=row]"
    cell: str = "td, [role=cell]"
    answer: str = ""
    list: str = ""
    columns: dict[str, Locators] = field(factory=dict)
    optional: Locators = ()
    controls: dict[str, str] = field(factory=dict)
    beside: Locators = ()
    next: Locators = ()
    next_is_off: str = "[disabled], [aria-disabled=true]"


@frozen(kw_only=True)
class Fact(Sourced):
    """A fact that a page tells: in a row of a table, or at an anchor.

    Attributes:
        table, row, column: the table, the word in the row's `step` column, the column that tells it.
        anchor: the anchor instead.
        yes: words that mean that it is so; the fact is then true or false.
        no: words that mean that it is not; anything else is a changed page.
        missing: what holds when the page has no such row, or the site says it nowhere (no table, no anchor):
            `yes`, `no` or empty for no text.
    """

    table: str = ""
    row: str = ""
    column: str = "state"
    anchor: str = ""
    yes: Locators = ()
    no: Locators = ()
    missing: str = ""


@frozen(kw_only=True)
class PageStep:
    """One step of a way or a deed; exactly one of the verbs is given.

    Attributes:
        open: goes to a page.
        page: the page that must be there now; the steps after it look at it.
        fill, choose, tick, upload, press: the anchor that is filled, chosen from, ticked, given files …
        rows: the table in whose rows of the people something is done.
        control: what of the row: a name of `TableEntry.controls`.
        value: what is filled, chosen or uploaded: a name of the deed's values in braces.
        each: a list of the deed's values; the step is done for each, as `{each}`.
        optional: passed over when the anchor is not there.
        deed: from here on the hall may have done it: a lost answer is a doubt.
        answers: this press brings the file that the deed asks for.
    """

    open: str = ""
    page: str = ""
    fill: str = ""
    choose: str = ""
    tick: str = ""
    upload: str = ""
    press: str = ""
    rows: str = ""
    control: str = ""
    value: str = ""
    each: str = ""
    optional: bool = False
    deed: bool = False
    answers: bool = False


@frozen(kw_only=True)
class PageEntry(Sourced):
    """A page.

    Attributes:
        title: what people call it.
        path: its address under the site's; `{filing}` stands for the filing.
        way: the steps that lead to it, when it has no address of its own.
        frames: selectors of the iframes around its content, outermost first; the last visible one counts.
        anchors, tables, facts: what is on it.
    """

    title: str = ""
    path: str = ""
    way: tuple[PageStep, ...] = ()
    frames: Locators = ()
    anchors: dict[str, Anchor] = field(factory=dict)
    tables: dict[str, TableEntry] = field(factory=dict)
    facts: dict[str, Fact] = field(factory=dict)


@frozen(kw_only=True)
class Deed(Sourced):
    """How something is done: a `page` to start on, and the steps in order."""

    page: str = ""
    steps: tuple[PageStep, ...] = ()


@frozen(kw_only=True)
class Interruption(Sourced):
    """A box that stands in the way and is answered without a person: a notice, a second question.

    Attributes:
        see: what shows that it is there.
        press: what answers it.
    """

    see: str
    press: str


@frozen(kw_only=True)
class Site(Sourced):
    """The hall's address.

    Attributes:
        address: scheme and host, such as `https://hall.example`.
        hosts: further hosts that are the hall's own.
        nothing_done: statuses that say that nothing was done.
        background: regular expressions for addresses of calls that no click waits for: a heartbeat.
        native: texts of the browser's own confirm boxes that are answered with yes.
    """

    address: str = ""
    hosts: Locators = ()
    nothing_done: tuple[int, ...] = ()
    background: Locators = ()
    native: Locators = ()


@frozen(kw_only=True)
class Pace:
    """How fast the client goes.

    Attributes:
        seconds: between two page loads or clicks; on loopback none unless given.
        hours: `08:00-18:00`, when it works; always when empty.
        patience: seconds to wait for an answer.
        settle: seconds until a page must be complete.
    """

    seconds: float = 1.0
    hours: str = ""
    patience: float = 60.0
    settle: float = 10.0


@frozen(kw_only=True)
class PageMap:
    """A whole hall's pages.

    Attributes:
        name: of the map.
        confidence, source: of every entry that says nothing of its own.
        site, pace: see there.
        words: a word of the hall to the official one: titles of items and materials, states, captions.
        people: anchors of the sign-in page that only a person can answer.
        busy: what shows that a page still waits for its data.
        options: the entries of an open drop-down list that is none to the browser.
        ticked: selector that a ticked box matches that is none to the browser.
        interruptions: boxes that are answered by the way.
        pages, deeds: what there is, and how things are done.
        digest: SHA-256 of all that; the map's version.
    """

    name: str
    confidence: str = "assumed"
    source: str = ""
    site: Site = field(factory=Site)
    pace: Pace = field(factory=Pace)
    words: dict[str, str] = field(factory=dict)
    people: Locators = ()
    busy: Locators = ()
    options: Locators = ()
    ticked: str = ""
    interruptions: tuple[Interruption, ...] = ()
    pages: dict[str, PageEntry] = field(factory=dict)
    deeds: dict[str, Deed] = field(factory=dict)
    digest: str = ""

    def official(self, word: str) -> str:
        """The official word for what the hall writes."""
        return self.words.get(word, word)

    def spellings(self, values: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
        """What a locator fills in, and the same in each of the hall's words for it."""
        yield values
        for word, official in self.words.items():
            if official in values.values():
                yield {name: word if value == official else value for name, value in values.items()}

    def __repr__(self) -> str:
        return f"<PageMap {self.name} {self.digest[:12]}>"
