"""``python -m symdiff``."""

from __future__ import annotations

import sys

from symdiff.cli import main

if __name__ == "__main__":
    sys.exit(main())
