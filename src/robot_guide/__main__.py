import sys

from robot_guide.cli import main

sys.exit(main())
