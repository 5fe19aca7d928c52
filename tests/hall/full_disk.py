"""Child process: the disk is full while an import is written. Prints what happened."""

import resource
import sys
from pathlib import Path

from sxbundle.clients.local import LocalHall
from sxbundle.errors import HallUnavailable
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring


def main(path: Path) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    some = hiring(3, on=DAY, items=("职工参保登记",))
    many = hiring(400, on=DAY, items=("职工参保登记",))
    with LocalHall.demo(path) as hall:
        hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        filing = some.staged(hall)
        before = hall.ledger(filing)
        largest = max(one.stat().st_size for one in path.parent.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 20_000, hard))
        try:
            hall.stage(filing, many.batch)
        except HallUnavailable as error:
            print("refused" if error.code in ("hall.disk", "hall.disk-full") else error.code)
        print("unchanged" if hall.ledger(filing) == before else "changed")
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        print("done" if hall.stage(filing, many.batch).people == 400 else "lost")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
