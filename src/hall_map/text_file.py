"""Reading text files that somebody else wrote."""

from __future__ import annotations

from pathlib import Path

from hall_map.errors import HallError

LARGEST = 32_000_000  # bytes


def read_text(path: Path) -> str:
    """The UTF-8 text of a file. Raises HallError: missing, unreadable, too large, or no such text."""
    try:
        if path.stat().st_size > LARGEST:
            raise HallError(path.name, f"is larger than {LARGEST} bytes", "This is no file of a hall.")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise HallError(path.name, f"is missing in {path.parent}", "Add the file, or name the right folder.") from error
    except OSError as error:
        raise HallError(path.name, f"cannot be read: {error.strerror}", "Look at its permissions.") from error
    except UnicodeDecodeError as error:
        problem = f"is no UTF-8 text: byte {error.start} is 0x{error.object[error.start]:02x}"
        raise HallError(path.name, problem, "Save it as UTF-8.") from error
    except ValueError as error:
        raise HallError(repr(path.name), f"cannot be the name of a file: {error}", "Mend the name.") from error
