"""What there is to say about queues: how many wait, how long, which number is called, how many are before a ticket."""

from __future__ import annotations

from dialogue.acts import Say
from dialogue.meaning import Target
from dialogue.queues import WindowQueue, called_last
from dialogue.session import Session
from dialogue.tickets import Ticket


def waiting_for(session: Session, target: Target) -> Say:
    """How it is at the window that the target leads to; `unknown`, where nobody has told lately."""
    speaker, window = session.speaker, queue_window(session, target)
    if window is None:
        return speaker.line("unknown") if target.kind == "place" else speaker.line("queue_closed", facts=(target.id,))
    queue = session.queues.get(window)
    said = sentences(session, queue) if queue is not None else ()
    if not said:
        return speaker.line("unknown")
    told = said[0]
    for more in said[1:]:
        told = speaker.joined(told, more)
    return told


def queue_window(session: Session, target: Target) -> str | None:
    """The window at which a visitor waits for a target: of the walk that they were led on, else the one to go to."""
    if session.state == "arrived" and target == session.target and session.window:
        return session.window
    return session.window_of(target)


def sentences(session: Session, queue: WindowQueue) -> tuple[Say, ...]:
    line, facts = session.speaker.line, (queue.window,)
    said = []
    if queue.waiting is not None:
        key = {0: "queue_nobody", 1: "queue_one"}.get(queue.waiting, "queue_waiting")
        count = {"count": str(queue.waiting)} if key == "queue_waiting" else {}
        said.append(line(key, window=queue.window, facts=facts, **count))
    if queue.wait_minutes is not None and queue.waiting != 0:
        minutes = max(1, round(queue.wait_minutes))
        said.append(line("queue_minutes", window=queue.window, minutes=str(minutes), facts=facts))
    if queue.called:
        said.append(line("queue_called", called=queue.called, facts=facts))
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
        return line("ticket_called", window=called.window, facts=(called.window,))
    before, facts = own.number - last.ticket.number - 1, (last.window,)
    if before < 0:
        return line("ticket_passed", called=last.called, facts=facts)
    if before == 0:
        return line("ticket_next", called=last.called, facts=facts)
    return line("ticket_before", count=str(before), called=last.called, facts=facts)
