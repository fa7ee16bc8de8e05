"""What `robot-guide map` does with a store: history, publish, restore, checkout."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
from typing import TYPE_CHECKING

from robot_guide.cli.errors import DONE, FAILED, CommandError
from robot_guide.cli.halls import load_hall
from robot_guide.cli.output import Output

if TYPE_CHECKING:
    from hall_map.store import Store

ACTIONS = {
    "history": "the revisions of a store, or what one of them changed",
    "publish": "make a hall's folder the newest revision of a store",
    "restore": "publish an old revision again",
    "checkout": "write a revision of a store into a folder",
}


def add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", metavar="FILE", required=True, help="the store of revisions")


def add_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", metavar="WORDS", required=True, help="why the hall changes")
    parser.add_argument("--author", metavar="NAME", default=None, help="who publishes (default: this system's user)")
    parser.add_argument("--accept-warnings", action="store_true", help="publish although there are warnings")


def add_actions(action: object, hall: object) -> None:
    """Add the actions to the parser of `map`: `action` makes the parser of one, `hall` adds the folder to it."""
    doers = {"history": history, "publish": publish, "restore": restore, "checkout": checkout}
    parsers = {name: action(name, doers[name], summary) for name, summary in ACTIONS.items()}
    for parser in parsers.values():
        add_store(parser)
    hall(parsers["publish"])
    for name in ("publish", "restore"):
        add_words(parsers[name])
    parsers["history"].add_argument("number", nargs="?", type=int, help="what this revision changed")
    parsers["history"].add_argument("--lang", choices=("zh", "en"), default="en", help="language of the words")
    parsers["restore"].add_argument("number", type=int, help="of the old revision")
    parsers["checkout"].add_argument("out", metavar="DIR", help="folder to write")
    parsers["checkout"].add_argument("--number", type=int, default=None, help="of the revision (default: the newest)")


def history(arguments: argparse.Namespace, output: Output) -> int:
    """A line for each revision, or for each difference of one."""
    from hall_map.difference_words import in_words
    from hall_map.differences import differences

    store = open_store(arguments)
    if arguments.number is not None:
        entry = opened(lambda: store.entry(arguments.number))
        if entry.parent:
            before, after = store.hall(entry.parent), store.hall(entry.number)
            for one in differences(before, after):
                words = in_words(one, arguments.lang, before)
                output.result({"where": one.where, "before": one.before, "after": one.after, "words": words}, words)
        return DONE
    for entry in store.history(limit=10**6):
        record = {
            "number": entry.number, "parent": entry.parent, "author": entry.author, "reason": entry.reason,
            "at": entry.at.isoformat(), "digest": entry.digest,
        }  # fmt: skip
        output.result(record, f"{entry.number:5}  {entry.at:%Y-%m-%d %H:%M}Z  {entry.author}: {entry.reason}")
    return DONE


def publish(arguments: argparse.Namespace, output: Output) -> int:
    store, hall = open_store(arguments), load_hall(arguments.hall)
    answer = opened(lambda: store.publish(hall, base=store.head(), **words_of(arguments)))
    return tell(answer, output)


def restore(arguments: argparse.Namespace, output: Output) -> int:
    store = open_store(arguments)
    return tell(opened(lambda: store.restore(arguments.number, **words_of(arguments))), output)


def checkout(arguments: argparse.Namespace, output: Output) -> int:
    from hall_map import save

    store = open_store(arguments)
    hall = opened(lambda: store.hall(arguments.number))
    opened(lambda: save(hall, arguments.out))
    output.result({"folder": arguments.out, "revision": hall.revision}, f"{arguments.out}: revision {hall.revision}")
    return DONE


def words_of(arguments: argparse.Namespace) -> dict[str, object]:
    return {
        "author": arguments.author or getpass.getuser(), "reason": arguments.reason,
        "at": dt.datetime.now(dt.timezone.utc), "accept_warnings": arguments.accept_warnings,
    }  # fmt: skip


def tell(answer: object, output: Output) -> int:
    """What became of a publication. Returns: 1, where nothing was published."""
    from hall_map.store import Outdated, Published, Refused

    if isinstance(answer, Published):
        output.result({"revision": answer.number}, f"published revision {answer.number}")
        return DONE
    if isinstance(answer, Refused):
        for finding in answer.findings:
            record = {key: getattr(finding, key) for key in ("severity", "where", "problem", "remedy")}
            output.result(record, f"{finding.severity}: {finding.where}: {finding.problem}\n  → {finding.remedy}")
        output.note("Nothing was published; errors have to be put right, warnings need --accept-warnings.")
        return FAILED
    if isinstance(answer, Outdated):
        output.note("Nothing was published: somebody else published meanwhile. Run it again.")
        return FAILED
    output.note("Nothing was published: the hall is as it was.")
    return DONE


def open_store(arguments: argparse.Namespace) -> Store:
    from hall_map.store import Store

    return opened(lambda: Store.open(arguments.store))


def opened(make):
    """What `make` gives. Raises CommandError: the store or the hall is no good."""
    from hall_map import HallError

    try:
        return make()
    except HallError as error:
        raise CommandError(error.problem, error.where, error.remedy) from error
