"""Made-up cases with known truth for the pattern engine. Python's standard library only; the same seed gives the same case.

A case is a dict: messages and calls of a phone, incidents told, a block for each number, an order, and the truth: whose each
number is, when the rate changed, which visits came after a run of calls, which calls were answered. Nobody in it is real;
numbers are from Ofcom's range for drama.
"""
import datetime as dt
import math
import random

DAY = dt.timedelta(days=1)
START = dt.datetime(2025, 1, 6)
DAYS = 360

# How each writer writes. A suspect keeps theirs whatever number they use.
HANDS = [
    ["pick up the phone duchess", "u cant hide from me duchess", "i seen you at the lights", "we aint done",
     "who is he then", "i know wear you go on thursdays", "its your fault not mine", "answer me duchess"],
    ["why do you do this to us, petal", "I am only trying to talk petal", "you looked tired this morning",
     "I left a little something for you", "you will be sorry petal", "nobody knows you like I do", "talk to me"],
    ["oi", "ring me bk", "seen ur car agen", "dont ignor me", "ur sister tol me evrything", "im comin over", "wots he got"],
]
PLAIN = ("are you about later on|running ten minutes late|can you bring the blue folder|happy birthday for tuesday|"
         "the boiler man came and went|did you see the match|the kids loved the park|I will ring you after work|"
         "lunch at one by the canal|your order is on its way|dentist moved to friday|that film was too long|"
         "thanks for the lift|who is bringing the cake|see you at the station|call me when you are up|"
         "the rota has changed again|good luck with the interview|it rained all day here|I found your scarf").split("|")
FIRM = ["Your parcel arrives today between 9 and 11", "Your parcel is with a neighbour", "Your delivery was missed"]


def poisson(r, mean):
    limit, product, count = math.exp(-mean), r.random(), 0
    while product > limit:
        product *= r.random()
        count += 1
    return count


def time_of_day(r, night):
    if r.random() < night:
        return dt.timedelta(seconds=int(r.random() * 5 * 3600))
    while True:
        hour = r.gauss(17, 4)
        if 5 <= hour < 24:
            return dt.timedelta(seconds=int(hour * 3600))


class Case:
    """One case being made up."""

    def __init__(self, seed):
        self.seed, self.r = seed, random.Random(seed)
        self.items, self.incidents, self.blocks = [], [], []
        self.truth = dict(seed=seed, links={}, decoys=[], changes=[], visits=[], answered=[], new_after_block=[])

    def text(self, at, number, words, way="in", name=None):
        self.items.append(dict(at=at, number=number, kind="text", text=words, way=way, name=name))

    def call(self, at, number, answered=False, way="in", name=None):
        self.items.append(dict(at=at, number=number, kind="answered" if answered else "missed", way=way, name=name))

    def number(self, n):
        return "+44770090%04d" % n


def suspect(case, level):
    """A suspect with one to four numbers, each blocked in turn; rates change at known days."""
    r = case.r
    hand = HANDS[case.seed % len(HANDS)]
    numbers = [case.number(200 + k) for k in range(1 + case.seed % 4)]
    case.truth["links"] = {n: "suspect" for n in numbers}
    case.numbers = numbers
    each = DAYS // len(numbers)
    rate, day = level, 10
    case.boundary = START + 9 * DAY
    for k, number in enumerate(numbers):
        last = (k + 1) * each
        if k:
            case.truth["new_after_block"].append(number)
        while day < last:
            length = min(last - day, 35 + int(r.random() * 40))
            if last - day - length < 20:
                length = last - day
            case.truth["changes"].append(dict(day=day, rate=rate))
            night = 0.1 + 0.4 * r.random()
            for d in range(day, day + length):
                for _ in range(poisson(r, rate)):
                    at = START + d * DAY + time_of_day(r, night)
                    if r.random() < 0.6:
                        case.text(at, number, r.choice(hand) + r.choice(["", "", " " + r.choice(PLAIN)]))
                    else:
                        case.call(at, number)
            day += length
            rate = rate * r.choice([2.2, 3.0]) if rate < 7 else rate / r.choice([2.5, 3.5])
        if k + 1 < len(numbers):
            block = START + day * DAY - dt.timedelta(hours=2)
            case.items = [i for i in case.items if i["number"] != number or i["at"] < block]
            case.blocks.append(dict(number=number, at=block))
            case.truth["changes"].append(dict(day=day, rate=0.0))
            day += 2 + int(r.random() * 6)


def events(case):
    """Visits after runs of calls and without them; answered tenth calls; an order for the last quarter."""
    r = case.r
    number_on = lambda at: next(n for k, n in enumerate(case.numbers)
                                if k == len(case.blocks) or at < case.blocks[k]["at"])
    quiet = lambda at: any(b["at"] - DAY < at < b["at"] + 9 * DAY for b in case.blocks)
    days = [d for d in range(20, DAYS - 10, 9) if not quiet(START + d * DAY)]
    r.shuffle(days)
    for k, day in enumerate(sorted(days[:9])):
        at = START + day * DAY + dt.timedelta(hours=17 + k % 4, minutes=7 * (k % 7))
        calls = (0, 7, 9, 0, 12, 8, 0, 10, 7)[k]
        lag = 35 + 15 * (k % 5)
        for n in range(calls):
            case.call(at - dt.timedelta(minutes=lag + 3 * (calls - 1 - n)), number_on(at))
        case.incidents.append(dict(at=at, kind="turn_up", what="He was outside when I came out."))
        case.truth["visits"].append(dict(at=at.isoformat(timespec="minutes"), after_calls=calls > 0))
    for day in sorted(days[9:13]):
        at = START + day * DAY + dt.timedelta(hours=20)
        for n in range(9):
            case.call(at - dt.timedelta(minutes=4 * (9 - n)), number_on(at))
        case.call(at, number_on(at), answered=True)
        case.truth["answered"].append(at.isoformat(timespec="minutes"))
    case.order = (START + 270 * DAY).date()


def others(case):
    """Friends both ways, one at night, one who changes number, a courier that begins the morning after a block."""
    r = case.r
    friends = [(case.number(700 + k), "Friend %d" % k, 0.03) for k in range(6)]
    friends.append((case.number(620), "Night friend", 0.75))
    for number, name, night in friends:
        for d in range(DAYS):
            for _ in range(poisson(r, 1.5)):
                way = r.choice(("in", "in", "out"))
                case.text(START + d * DAY + time_of_day(r, night), number, r.choice(PLAIN), way, name)
    begins = case.blocks[0]["at"].replace(hour=9) + DAY if case.blocks else START + 90 * DAY
    case.truth["decoys"] = [case.number(555), case.number(611), case.number(560)]
    for d in range(DAYS):
        at = START + d * DAY + dt.timedelta(hours=10, minutes=int(r.random() * 400))
        if at > begins and d % 2:
            case.text(at, case.number(555), r.choice(FIRM))
        # A friend's new number, in nobody's address book yet.
        if d > DAYS // 2 and d % 2:
            case.text(at, case.number(611), r.choice(PLAIN), r.choice(("in", "out")))
        # Somebody who sells things: three calls in a row, once a week, never answered.
        if d > 40 and d % 7 == 2:
            for n in range(3):
                case.call(at + dt.timedelta(minutes=5 * n), case.number(560))


def make(seed):
    """A case by its number."""
    case = Case(seed)
    suspect(case, 2.0 + seed % 3)
    events(case)
    others(case)
    case.items.sort(key=lambda i: (i["at"], i["number"], i["kind"]))
    return case


def stable(seed):
    """A year at one rate, with friends beside it: no change is true."""
    case = Case(seed)
    case.numbers, case.boundary, case.order = [case.number(200)], START, None
    for d in range(DAYS):
        for _ in range(poisson(case.r, 3.0 + seed % 4)):
            case.text(START + d * DAY + time_of_day(case.r, 0.1), case.number(200), case.r.choice(HANDS[0]))
    others(case)
    case.items.sort(key=lambda i: (i["at"], i["number"], i["kind"]))
    return case


def gap(seed):
    """The same rate all year, and six weeks in which the phone was lost: no rise is true."""
    case = stable(seed)
    lost = (START + 150 * DAY, START + 192 * DAY)
    case.items = [i for i in case.items if not lost[0] <= i["at"] < lost[1]]
    return case
