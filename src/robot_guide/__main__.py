"""`python -m robot_guide` is `robot-guide`."""

import sys

from robot_guide.cli import main

sys.exit(main())
