"""The command `sxbundle`: checking, sheets, forms and filing from a terminal.

Needs the extra `cli`. Exit codes: 0 clean, 1 problems were found or something is still needed,
2 refused (a wrong argument, a file that cannot be read, a hall that says no).
"""

import sys
from collections.abc import Sequence

from sxbundle.runtime import collector_paused


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code.

    Args:
        arguments: without the program's name; those of the process unless given.
    """
    try:
        with collector_paused():
            from sxbundle.cli.app import run
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "click":
            raise
        from sxbundle.errors import MissingExtra

        print(MissingExtra("cli", "click"), file=sys.stderr)
        return 2
    return run(arguments)
