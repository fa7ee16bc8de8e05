"""Tell the console of the queues: an example of what a hall's ticket system does, with the standard library only.

    TOKEN=… python docs/examples/ticket_system.py http://127.0.0.1:8080 A12=4 A11=0
"""

import json
import os
import sys
import urllib.error
import urllib.request
from datetime import datetime, timezone


def tell(console: str, token: str, waiting: dict[str, int]) -> dict:
    """How many wait at each window now. Raises urllib.error.HTTPError: the console refused; its body says why."""
    windows = {window: {"waiting": people} for window, people in waiting.items()}
    body = json.dumps({"at": datetime.now(timezone.utc).isoformat(), "windows": windows}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{console}/api/queues", body, headers), timeout=5) as answer:
        return json.load(answer)


if __name__ == "__main__":
    if len(sys.argv) < 3 or "TOKEN" not in os.environ:
        sys.exit(__doc__)
    queues = {window: int(people) for window, people in (pair.split("=") for pair in sys.argv[2:])}
    try:
        print(tell(sys.argv[1], os.environ["TOKEN"], queues))
    except urllib.error.HTTPError as error:
        sys.exit(f"{error}: {error.read().decode()}")
