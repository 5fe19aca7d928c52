"""`python -m sxbundle`: the command `sxbundle`."""

import sys

from sxbundle.cli import main

if __name__ == "__main__":
    sys.exit(main())
