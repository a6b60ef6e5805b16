"""The plot: who is in the case, and when each unwanted contact happens. Everybody and every place is invented.

Times are local (Europe/London) without a zone, as a person would read them off the phone; `utc` turns them into instants.
"""

import datetime as dt
import random
from dataclasses import dataclass

SEED = 1997
ME = "Tamsin Okoye"
HIM = "Gareth Pell"
# 07700 900000 to 900999 and 01632 960000 to 960999 are kept free by Ofcom for drama; nobody has them.
FIRST_NUMBER = "+447700900142"
SECOND_NUMBER = "+447700900318"
WITHHELD = "-2"  # what Android writes for a caller who hides the number
MUM, KIT, BETHAN, WORK = "+447700900201", "+447700900233", "+447700900277", "+441632960140"
DENTIST, COURIER, GARAGE = "+441632960114", "+447700900455", "+441632960171"
NAMES = {
    FIRST_NUMBER: HIM,
    MUM: "Mum",
    KIT: "Kit",
    BETHAN: "Bethan",
    WORK: "Saltgate Vets",
    DENTIST: "Dentist",
    GARAGE: "Quay Garage",
}

at = dt.datetime
FIRST_DAY, LAST_DAY = dt.date(2026, 3, 2), dt.date(2026, 11, 2)
SAID_NO, LEFT_WORK = dt.date(2026, 4, 19), dt.date(2026, 4, 28)
BOUNDARY = at(2026, 5, 10, 18, 42)
BLOCKED = at(2026, 6, 21, 20, 15)
UNBLOCKED = at(2026, 7, 6, 12, 30)
BLOCKED_AGAIN = at(2026, 11, 1, 9, 10)
NEW_NUMBER = at(2026, 6, 23, 7, 52)
SILENCE = (at(2026, 7, 18, 0, 0), at(2026, 8, 29, 6, 58))
TENTH_CALL = at(2026, 9, 18, 20, 38)

_SPRING, _AUTUMN = at(2026, 3, 29, 1), at(2026, 10, 25, 2)


def utc(local, fold=0):
    """The instant of a local time. In the hour that happens twice, fold 0 is the first (summer time)."""
    summer = _SPRING <= local < _AUTUMN and not (fold and local >= _AUTUMN - dt.timedelta(hours=1))
    return local - dt.timedelta(hours=1 if summer else 0)


def local(instant):
    """The clock reading at an instant."""
    return instant + dt.timedelta(hours=1 if _SPRING <= instant < _AUTUMN - dt.timedelta(hours=1) else 0)


@dataclass(frozen=True)
class Contact:
    """One unwanted contact from him. `kind` is text, edited, deleted or view_once for messages;
    missed, rejected, answered, refused, voicemail, or missed_voice and missed_video (inside WhatsApp) for calls."""

    when: dt.datetime
    channel: str
    number: str
    kind: str
    seconds: int = 0
    fold: int = 0
    text: str = ""

    @property
    def order(self):
        """Instants put the hour that happens twice in the right order."""
        return utc(self.when, self.fold), self.channel, self.number, self.kind


@dataclass(frozen=True)
class Phase:
    """A stretch of days with how many runs of messages and how many calls come on an average day."""

    name: str
    first: dt.datetime
    until: dt.datetime
    whatsapp: float
    sms: float
    calls: float
    refused: float = 0.0
    withheld: float = 0.0


PHASES = [
    Phase("after the boundary", at(2026, 5, 11), BLOCKED, 1.9, 0.4, 1.3),
    Phase("new number", at(2026, 6, 23, 8), at(2026, 7, 6, 12, 30), 0.0, 1.4, 2.0, refused=1.1),
    Phase("unblocked", UNBLOCKED, SILENCE[0], 2.2, 0.8, 2.0, refused=0.6),
    Phase("after the silence", SILENCE[1], at(2026, 9, 18, 19), 1.7, 0.6, 1.8, withheld=0.9),
    Phase("after the tenth call", at(2026, 9, 18, 22), at(2026, 9, 25), 4.0, 2.6, 5.5, withheld=2.4),
    Phase("autumn", at(2026, 9, 25), at(2026, 10, 25, 3), 1.9, 1.0, 2.4, withheld=0.8),
    Phase("last week", at(2026, 10, 25, 6), at(2026, 11, 2, 22, 30), 2.6, 1.6, 3.2, withheld=1.2),
]


def poisson(r, mean):
    """A whole number with this mean (Knuth's method; the means here are small)."""
    limit, count, product = 2.718281828459045**-mean, 0, r.random()
    while product > limit:
        count, product = count + 1, product * r.random()
    return count


def moment(r, day, night=0.08):
    """A time on this day, mostly late afternoon and evening."""
    if r.random() < night:
        return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=r.randrange(5 * 3600))
    hour = -1.0
    while not 6.5 <= hour < 23.9:
        hour = r.gauss(18.5, 3.6)
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=int(hour * 3600))


def scripted():
    """The contacts the diary speaks of, at their exact times."""
    one, two = FIRST_NUMBER, SECOND_NUMBER
    out = [
        Contact(at(2026, 5, 10, 18, 44), "whatsapp", one, "text", text="You don't mean that."),
        Contact(
            at(2026, 5, 10, 18, 45),
            "whatsapp",
            one,
            "text",
            text="I'll give you a few days to calm down and then we'll talk properly.",
        ),
        Contact(NEW_NUMBER, "sms", two, "text", text="It's me. You can't just switch me off like a light."),
        Contact(
            at(2026, 6, 11, 8, 2), "whatsapp", one, "text", text="Did you get my note? You looked so tired yesterday."
        ),
        Contact(
            at(2026, 6, 20, 22, 44),
            "whatsapp",
            one,
            "text",
            text="So you ARE there. That's all I wanted. Was that so hard?",
        ),
        Contact(
            at(2026, 7, 17, 23, 40),
            "whatsapp",
            one,
            "text",
            text="Sending a policeman to my door. After everything I did for you.\nI'll be quiet now. But I want you to remember I could have been loud.",
        ),
        Contact(
            SILENCE[1],
            "whatsapp",
            one,
            "text",
            text="Happy birthday for tomorrow Tamsin. I kept my word for six weeks. Now you keep yours 🎂",
        ),
        Contact(at(2026, 9, 20, 2, 14), "call", two, "voicemail", 7),
        Contact(
            at(2026, 10, 24, 21, 17),
            "sms",
            two,
            "text",
            text="If you walk past me again like I'm nothing I'll make sure you can't walk past anyone.",
        ),
        Contact(at(2026, 10, 24, 21, 19), "sms", two, "text", text="That isn't a threat. It's just what happens."),
        Contact(at(2026, 10, 25, 1, 31), "call", WITHHELD, "missed"),
        Contact(at(2026, 10, 25, 1, 12), "call", WITHHELD, "missed", fold=1),
        Contact(
            at(2026, 11, 2, 22, 47),
            "sms",
            two,
            "text",
            text="I know you've had a lock fitted. I'm still not angry. 🙂",
        ),
    ]
    for minute in range(14):  # the evening before she blocks him
        out.append(Contact(at(2026, 6, 20, 21, 3) + dt.timedelta(minutes=6 * minute), "call", one, "missed"))
    for number in range(9):  # nine she lets ring, then the one she answers
        out.append(
            Contact(
                at(2026, 9, 18, 19, 22) + dt.timedelta(minutes=8 * number),
                "call",
                two,
                "rejected" if number in (3, 6) else "missed",
            )
        )
    out.append(Contact(TENTH_CALL, "call", two, "answered", 164))
    return out


def unwanted():
    """Every contact from him after the boundary, in order."""
    r = random.Random(SEED)
    out = scripted()
    for phase in PHASES:
        day = phase.first.date()
        while day <= phase.until.date():
            out += [c for c in _day(r, phase, day) if phase.first <= c.when < phase.until and not _stopped(c)]
            day += dt.timedelta(days=1)
    return sorted(out, key=lambda c: c.order)


def _stopped(contact):
    """Nothing reaches her through WhatsApp once she has blocked him there for the second time."""
    return contact.channel == "whatsapp" and contact.when >= BLOCKED_AGAIN


def _message_kind(r):
    kinds = {"text": 82, "missed_voice": 8, "missed_video": 1, "deleted": 5, "edited": 3, "view_once": 1}
    return r.choices(list(kinds), list(kinds.values()))[0]


def _day(r, phase, day):
    number = FIRST_NUMBER if phase.until <= BLOCKED else SECOND_NUMBER
    out = []
    for channel, mean, sender in (("whatsapp", phase.whatsapp, FIRST_NUMBER), ("sms", phase.sms, number)):
        for _ in range(poisson(r, mean)):
            when = moment(r, day)
            for _ in range(r.choice((1, 1, 2, 2, 3, 4, 6) if channel == "whatsapp" else (1, 1, 1, 2, 3))):
                out.append(Contact(when, channel, sender, _message_kind(r) if channel == "whatsapp" else "text"))
                when += dt.timedelta(seconds=r.randrange(15, 300))
    for _ in range(poisson(r, phase.calls)):
        out.append(Contact(moment(r, day), "call", number, r.choice(("missed", "missed", "missed", "rejected"))))
    for _ in range(poisson(r, phase.refused)):
        out.append(Contact(moment(r, day), "call", FIRST_NUMBER, "refused"))
    for _ in range(poisson(r, phase.withheld)):
        out.append(Contact(moment(r, day, night=0.7), "call", WITHHELD, "missed"))
    return out
