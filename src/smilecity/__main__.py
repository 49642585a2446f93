"""`python -m smilecity` is the command `smilecity`."""

import sys

from smilecity.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
