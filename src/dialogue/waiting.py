"""What there is to say about queues: how many wait, how long, which number is called, how many are before a ticket."""

from __future__ import annotations

from dialogue.acts import Say
from dialogue.meaning import Target
from dialogue.queues import WindowQueue, called_last
from dialogue.session import Session
from dialogue.speaker import told
from dialogue.tickets import Ticket


def waiting_for(session: Session, target: Target) -> Say:
    """How it is at the window that the target leads to; `unknown`, where nobody has told lately."""
    speaker, window = session.speaker, queue_window(session, target)
    if window is None:
        if target.kind == "place":
            return speaker.line("unknown")
        return speaker.line("queue_closed", rests=((target.id, "windows"),))
    queue = session.queues.get(window)
    said = sentences(session, queue) if queue is not None else ()
    if not said:
        return speaker.line("unknown")
    return speaker.joined(*said)


def queue_window(session: Session, target: Target) -> str | None:
    """The window at which a visitor waits for a target: of the walk that they were led on, else the one to go to."""
    if session.arrived and target == session.target and session.window:
        return session.window
    return session.window_of(target)


def sentences(session: Session, queue: WindowQueue) -> tuple[Say, ...]:
    line, window = session.speaker.line, told(queue.window, queue.window, "id")
    said = []
    if queue.waiting is not None:
        key = {0: "queue_nobody", 1: "queue_one"}.get(queue.waiting, "queue_waiting")
        count = {"count": told(queue.waiting, queue.window, "queue")} if key == "queue_waiting" else {}
        said.append(line(key, window=window, **count))
    if queue.wait_minutes is not None and queue.waiting != 0:
        minutes = told(max(1, round(queue.wait_minutes)), queue.window, "queue")
        said.append(line("queue_minutes", minutes=minutes))
    if queue.called:
        said.append(line("queue_called", called=told(queue.called, queue.window, "queue")))
    return tuple(said)


def before_ticket(session: Session, ticket: Ticket) -> Say:
    """How many are before a ticket; `unknown`, where no number of its series was called lately."""
    line, known = session.speaker.line, session.queues
    here = known.get(session.window) if session.window else None
    series = ticket.series or (here.ticket.series if here is not None and here.ticket is not None else "")
    own = Ticket(series, ticket.number)
    last = called_last(known, series)
    if last is None:
        return line("unknown")
    called = next((queue for queue in known.values() if queue.ticket == own), None)
    if called is not None:
        return line("ticket_called", window=told(called.window, called.window, "id"))
    before, number = own.number - last.ticket.number - 1, told(last.called, last.window, "queue")
    if before < 0:
        return line("ticket_passed", called=number)
    if before == 0:
        return line("ticket_next", called=number)
    return line("ticket_before", count=told(before, last.window, "queue"), called=number)
