"""More made-up cases with known truth, unlike those in `cases.py`: each a plot of its own. Python's standard library only."""
import datetime as dt

from cases import DAY, DAYS, HANDS, PLAIN, START, Case, others, poisson, time_of_day

# A suspect who writes plain English, and one who writes two words at a time.
POLITE = ["I was hoping we could talk about what happened", "You owe me an explanation and you know it",
          "I drove past and your curtains were closed", "I will wait as long as it takes for you to be reasonable",
          "Your mother agrees with me about this", "I have kept everything you ever gave me",
          "Nobody will look after you the way that I would", "I expect an answer by this evening"]
CURT = ["pick up", "pick up now", "ur home", "see u", "liar", "bad move", "told u", "tick tock", "wakey wakey", "nice dress"]
STYLES = [*HANDS, POLITE, CURT]


def late_evening(r, _night):
    """Between eight in the evening and two at night: a shift ends at eight."""
    return dt.timedelta(hours=20, seconds=int(r.random() * 6 * 3600))


def phases(case, numbers, steps, hand, texts=0.6, clock=time_of_day, night=0.15, week=(1,) * 7):
    """Contact at these rates: `steps` are (day, contacts a day), the last lasting to the end of the year."""
    r = case.r
    for (day, rate), (end, _) in zip(steps, steps[1:] + [(DAYS, 0)]):
        for d in range(day, end):
            number = numbers[0] if len(numbers) == 1 else next(n for n, until in numbers if d < until)
            for _ in range(poisson(r, rate * week[d % 7])):
                at = START + d * DAY + clock(r, night)
                if r.random() < texts:
                    case.text(at, number, r.choice(hand) + r.choice(["", "", " " + r.choice(PLAIN)]))
                else:
                    case.call(at, number)
    case.truth["changes"] += [dict(day=day, rate=rate) for day, rate in steps]


def begin(seed, numbers=1):
    case = Case(1000 + seed)
    case.numbers = [case.number(200 + k) for k in range(numbers)]
    case.boundary, case.order = START - DAY, None
    return case, STYLES[seed % len(STYLES)]


def finish(case):
    others(case)
    case.items.sort(key=lambda i: (i["at"], i["number"], i["kind"]))
    return case


def slow_start(seed):
    """A contact every other day for months, then four a day, then half of that."""
    case, hand = begin(seed)
    at = 110 + int(case.r.random() * 40)
    phases(case, case.numbers, [(0, 0.5), (at, 4.0), (at + 90, 1.6)], hand)
    return finish(case)


def halving(seed):
    """Eight a day, half of that, and again half."""
    case, hand = begin(seed)
    first, second = 90 + int(case.r.random() * 40), 220 + int(case.r.random() * 40)
    phases(case, case.numbers, [(0, 9.0), (first, 4.5), (second, 2.0)], hand)
    return finish(case)


def weekender(seed):
    """Mostly from Friday to Sunday, after a late shift and past midnight; then three times as much."""
    case, hand = begin(seed)
    at = 140 + int(case.r.random() * 60)
    phases(case, case.numbers, [(0, 2.5), (at, 7.5)], hand, clock=late_evening, week=(0.3, 0.3, 0.3, 0.5, 1.8, 2.2, 1.6))
    return finish(case)


def burst_weeks(seed):
    """Three a day, and two weeks with fifteen."""
    case, hand = begin(seed)
    one, two = 60 + int(case.r.random() * 60), 220 + int(case.r.random() * 60)
    phases(case, case.numbers, [(0, 3.0), (one, 15.0), (one + 7, 3.0), (two, 15.0), (two + 7, 3.0)], hand)
    return finish(case)


def sparse(seed):
    """Less than one a day all year: nothing changes."""
    case, hand = begin(seed)
    phases(case, case.numbers, [(0, 0.3 + 0.1 * (seed % 6))], hand)
    case.truth["changes"] = []
    return finish(case)


def only_calls(seed):
    """Never writes a word: rings in the evening, five or six times on end, from three numbers each blocked in turn."""
    case, _ = begin(seed, 3)
    r, last = case.r, [125, 245, DAYS]
    for number, start, end in zip(case.numbers, [0, 128, 249], last):
        for d in range(start, end):
            for _ in range(poisson(r, 0.6)):
                at = START + d * DAY + dt.timedelta(hours=19, minutes=int(r.random() * 400))
                for n in range(3 + int(r.random() * 5)):
                    case.call(at + dt.timedelta(minutes=4 * n), number)
        if end < DAYS:
            case.blocks.append(dict(number=number, at=START + end * DAY + dt.timedelta(hours=1)))
    case.items = [i for i in case.items if not any(i["number"] == b["number"] and i["at"] >= b["at"] for b in case.blocks)]
    case.truth.update(links={n: "suspect" for n in case.numbers}, new_after_block=case.numbers[1:], changes=None)
    return finish(case)


def long_wait(seed):
    """Two numbers, the second ten days after the block of the first, in each of the ways of writing."""
    case, hand = begin(seed, 2)
    phases(case, [(case.numbers[0], 160), (case.numbers[1], DAYS)], [(0, 4.0), (160, 0.0), (170, 5.0)], hand)
    case.blocks.append(dict(number=case.numbers[0], at=START + 160 * DAY - dt.timedelta(minutes=90)))
    case.items = [i for i in case.items if not (i["number"] == case.numbers[0] and i["at"] >= case.blocks[0]["at"])]
    case.truth.update(links={n: "suspect" for n in case.numbers}, new_after_block=case.numbers[1:])
    return finish(case)


def group_chat(seed):
    """A suspect on the phone, and a busy group of many on WhatsApp whose numbers nobody has saved."""
    case, hand = begin(seed)
    r, at = case.r, 150 + int(case.r.random() * 60)
    phases(case, case.numbers, [(0, 2.0), (at, 6.0)], hand)
    members = [case.number(900 + k) for k in range(8)]
    for d in range(DAYS):
        for _ in range(poisson(r, 25)):
            when = START + d * DAY + time_of_day(r, 0.2)
            case.items.append(dict(at=when, number=r.choice(members), kind="text", way="in", name=None, text=r.choice(PLAIN),
                                   group="Five a side"))
    finish(case)
    case.truth["decoys"] += members
    return case


def begun_late(seed):
    """The phone's record begins in the summer: before that there is none, and nothing rose."""
    case, hand = begin(seed)
    phases(case, case.numbers, [(0, 4.0)], hand)
    finish(case)
    case.items = [i for i in case.items if i["at"] >= START + 170 * DAY]
    case.truth["changes"] = []
    return case


CHANGING = [slow_start, halving, weekender, burst_weeks, long_wait, group_chat]
LINKED = [only_calls, long_wait]
STEADY = [sparse, begun_late]


# What is told and nothing else: (day it happened, days until it was written down).

def told_rise(r):
    """Once a week for four months, then every other day: a real rise."""
    return [(d, int(r.random() * 2)) for d in range(0, 120, 7)] + [(d, int(r.random() * 2)) for d in range(121, 220, 2)]


def told_diligent(r):
    """Once a fortnight all the time, and one week in which everything was written down, four notes a day."""
    return [(d, int(r.random() * 3)) for d in range(0, 210, 14)] + [(d, 0) for d in range(100, 107) for _ in range(4)]


def told_late(r):
    """Every third day throughout; the diary was begun half-way, with a few things remembered on that day."""
    return [(d, 120 - d) for d in range(0, 118, 20)] + [(d, int(r.random() * 2)) for d in range(120, 240, 3)]


def told_gap(r):
    """Every third day throughout; for ten weeks hardly anything was written down."""
    return [(d, int(r.random() * 2)) for d in [*range(0, 70, 3), 100, *range(140, 230, 3)]]


TOLD = [(told_rise, True), (told_diligent, False), (told_late, False), (told_gap, False)]
