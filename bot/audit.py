"""What goes into the audit log: for each thing that became true and matters to an auditor, what it was and on which id.

Ids alone, never a name or anybody's words. It is written into the log of every organisation whose people it concerns,
so nothing may be here that one side keeps from the other: a no is not in it.
"""

from bot.events import (
    Accepted,
    Asked,
    Cancelled,
    CoordinatorMade,
    Dropped,
    Erased,
    Event,
    InvitationWithdrawn,
    Invited,
    Lapsed,
    Published,
    Reflected,
    Renewed,
    SentAgain,
    SteppedDown,
    SteppedUpAgain,
    TakenBack,
    Withdrawn,
)
from bot.model.listings import Listing
from bot.model.organisations import Person
from bot.ports.audit import Noted


def of(event: Event, by: Person) -> tuple[Noted, ...]:  # noqa: C901 (one flat table: what an auditor asks for)
    """What the log says of an event; most are nobody's business."""
    match event:
        case Published(listing=listing):
            return (_listing("published", listing),)
        case Renewed(listing=listing):
            return (_listing("renewed", listing),)
        case Withdrawn(listing=listing):
            return (_listing("withdrawn", listing),)
        case Lapsed(listing=listing):
            return (_listing("lapsed", listing),)
        case Asked(suggestion=asked):
            return (Noted("consent given", f"suggestion:{asked.id}", (asked.host_id, asked.guest_id)),)
        case TakenBack(suggestion=asked):
            return (Noted("consent withdrawn", f"suggestion:{asked.id}", (asked.host_id, asked.guest_id)),)
        case Accepted(suggestion=asked, exchange=exchange):
            both = (asked.host_id, asked.guest_id)
            return (
                Noted("consent given", f"suggestion:{asked.id}", both),
                Noted("exchange accepted", f"exchange:{exchange.id}", both),
                Noted("contact disclosed", f"person:{asked.host_id} to person:{asked.guest_id}", both),
                Noted("contact disclosed", f"person:{asked.guest_id} to person:{asked.host_id}", both),
            )
        case Cancelled(leg=leg):
            return (Noted("exchange cancelled", f"leg:{leg.id}", (leg.host_id, leg.guest_id)),)
        case Reflected(reflection=wrote):
            return (Noted(f"consent given: {wrote.sharing}", f"reflection:{wrote.id}", (wrote.person_id,)),)
        case CoordinatorMade(person=person) | SteppedUpAgain(person=person):
            return (Noted("coordinator made", f"person:{person.id}", (person.id,)),)
        case SteppedDown(person=person):
            return (Noted("coordinator stepped down", f"person:{person.id}", (person.id,)),)
        case Invited(invitation_id=invitation):
            return (Noted("invitation made", f"invitation:{invitation}", (by.id,)),)
        case InvitationWithdrawn(invitation_id=invitation):
            return (Noted("invitation withdrawn", f"invitation:{invitation}", (by.id,)),)
        case SentAgain(message=failure):
            return (Noted("message sent again", f"message:{failure.id}", (by.id,)),)
        case Dropped(message=failure):
            return (Noted("message dropped", f"message:{failure.id}", (by.id,)),)
        case Erased(person=person):
            return (Noted("person erased", f"person:{person.id}", (person.id,)),)
        case _:
            return ()


def _listing(what: str, listing: Listing) -> Noted:
    return Noted(f"{listing.kind} {what}", f"listing:{listing.id}", (listing.person_id,))
