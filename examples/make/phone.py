"""The two SMS Backup & Restore files: texts (with picture messages) and the call log, among everybody's ordinary ones.

Emoji are written as two numeric references, one a UTF-16 half each, as the app did for years; an XML parser must join them.
"""

import base64
import datetime as dt
import random
import re
from collections import Counter
from html import escape

import pictures
import plot
import words
from chats import exchange, his_words
from plot import at, utc

HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
MADE = at(2026, 11, 2, 23, 10)
FAMILY = {plot.MUM: "Mum", plot.BETHAN: "Bethan", plot.KIT: "Kit", plot.WORK: "Saltgate Vets"}
PER_DAY = {plot.MUM: 1.5, plot.BETHAN: 1.45, plot.KIT: 0.5, plot.WORK: 0.3}
CALLS_PER_DAY = {
    plot.MUM: 0.7,
    plot.BETHAN: 0.6,
    plot.KIT: 0.2,
    plot.WORK: 0.2,
    plot.COURIER: 0.05,
    plot.DENTIST: 0.02,
    plot.GARAGE: 0.0,
}
TYPES = {"missed": 3, "rejected": 5, "refused": 6, "answered": 1, "voicemail": 4}
PICTURES = [  # (when, number, text, picture, sent by her)
    (at(2026, 3, 21, 11, 2), plot.MUM, "First daffodils 🌼", pictures.garden, False),
    (at(2026, 4, 4, 15, 40), plot.BETHAN, "Found it!!", pictures.present, False),
    (at(2026, 5, 24, 10, 12), plot.MUM, "Dad's beans", pictures.garden, False),
    (at(2026, 6, 30, 18, 31), plot.SECOND_NUMBER, "You changed your route.", pictures.bus_stop, False),
    (at(2026, 8, 2, 13, 5), plot.KIT, "", pictures.harbour, False),
    (at(2026, 8, 30, 9, 15), plot.MUM, "Happy birthday my darling 🎂", pictures.garden, False),
    (
        at(2026, 9, 5, 21, 41),
        plot.BETHAN,
        "Is this the car? It's outside mine and yours tonight",
        pictures.street,
        True,
    ),
    (at(2026, 9, 22, 23, 18), plot.SECOND_NUMBER, "", pictures.street, False),
    (at(2026, 10, 9, 16, 20), plot.BETHAN, "", pictures.cat, False),
]


def texts(contacts):
    """The messages file as (bytes, what is true of it)."""
    rows = sorted(ordinary() + notices() + early() + his(contacts) + own(), key=lambda row: row[0])
    stored = [(when, sms(when, *rest)) for when, *rest in rows]
    stored += [(utc(when), mms(number, utc(when), text, draw, sent)) for when, number, text, draw, sent in PICTURES]
    stored.sort(key=lambda row: row[0])
    body = "\n".join("  " + xml for _, xml in stored)
    text = f'{HEAD}<smses count="{len(stored)}" backup_set="5d1f0a52-sample" backup_date="{ms(utc(MADE))}" type="full">\n{body}\n</smses>\n'
    boxes = Counter(kind for _, _, kind, *_ in rows)
    numbers = Counter(number for _, number, *_ in rows) + Counter(number for _, number, *_ in PICTURES)
    return text.encode("ascii", "xmlcharrefreplace"), dict(
        records=len(stored),
        messages=len(stored),
        sms=len(rows),
        mms=len(PICTURES),
        sms_by_type={str(k): v for k, v in sorted(boxes.items())},
        by_number=dict(sorted(numbers.items())),
        first_utc=iso(stored[0][0]),
        last_utc=iso(stored[-1][0]),
    )


def ordinary():
    """Mum, a friend, a brother, work: rows of (instant, number, type, text)."""
    r, out = random.Random("ordinary"), []
    speakers = {number: words.Speaker(name, words.FAMILY[name]) for number, name in FAMILY.items()}
    replies = words.Speaker("replies", words.REPLIES)
    for day in days():
        for number, rate in PER_DAY.items():
            for _ in range(plot.poisson(r, rate)):
                when = plot.moment(r, day, night=0)
                mine = r.random() < 0.3
                out.append(
                    (utc(when), number, 2 if mine else 1, (replies if mine else speakers[number]).line(when.hour))
                )
                if r.random() < 0.65:
                    answer = when + dt.timedelta(seconds=r.randrange(30, 2400))
                    out.append(
                        (
                            utc(answer),
                            number,
                            1 if mine else 2,
                            (speakers[number] if mine else replies).line(answer.hour),
                        )
                    )
    return out


def notices():
    """Deliveries, reminders, codes."""
    r, out = random.Random("notices"), []
    speakers = {
        name: words.Speaker(name, lines) for name, lines in ((k, v.split("|")) for k, v in words.NOTICES.items())
    }
    for day in days():
        for name, speaker in speakers.items():
            if r.random() < 0.085:
                number = plot.COURIER if name == "courier" else name
                out.append(
                    (
                        utc(dt.datetime.combine(day, dt.time(r.randrange(8, 18), r.randrange(60), r.randrange(60)))),
                        number,
                        1,
                        speaker.line(),
                    )
                )
    return out


def early():
    """A few friendly texts with him before it went wrong."""
    r, out, speaker = random.Random("early"), [], words.Speaker("early", words.BANTER)
    for day in range(4, 46, 4):
        when = dt.datetime.combine(plot.FIRST_DAY + dt.timedelta(days=day), dt.time(18, r.randrange(60)))
        out += [
            (utc(t), plot.FIRST_NUMBER, 2 if who == plot.ME else 1, text)
            for t, who, text in exchange(r, speaker, when)
        ]
    return out


def his(contacts):
    """His unwanted texts."""
    line = his_words("sms")
    return [(utc(c.when, c.fold), c.number, 1, line(c)) for c in contacts if c.channel == "sms"]


def own():
    """A draft she never sent him, and one text that failed."""
    return [
        (utc(at(2026, 7, 2, 23, 31)), plot.SECOND_NUMBER, 3, "I don't know what you want from me. Please"),
        (utc(at(2026, 10, 11, 17, 2)), plot.MUM, 5, "Last box is in. No signal in here yet x"),
    ]


def days():
    """Every day of the case, in order."""
    return [plot.FIRST_DAY + dt.timedelta(days=n) for n in range((plot.LAST_DAY - plot.FIRST_DAY).days + 1)]


def sms(when, number, kind, text):
    """One text message element."""
    fields = dict(
        protocol=0,
        address=number,
        date=ms(when),
        type=kind,
        subject="null",
        body=text,
        toa="null",
        sc_toa="null",
        service_center="null",
        read=1,
        status=-1,
        locked=0,
        date_sent=0 if kind != 1 else ms(when - dt.timedelta(seconds=2)),
        sub_id=1,
        readable_date=readable(when),
        contact_name=name(number),
    )
    return f"<sms {attributes(fields)} />"


def mms(number, when, text, draw, sent):
    """One picture message element; its `date_sent` is in seconds, unlike a text's."""
    data = base64.b64encode(pictures.small(draw, width=320)).decode()
    parts = [
        dict(
            seq=-1,
            ct="application/smil",
            name="null",
            chset="null",
            cd="null",
            fn="null",
            cid="<smil>",
            cl="smil.xml",
            text='<smil><head/><body><par dur="5000ms"><img src="image.jpg"/></par></body></smil>',
        ),
        dict(
            seq=0,
            ct="image/jpeg",
            name="image.jpg",
            chset="null",
            cd="null",
            fn="null",
            cid="<image>",
            cl="image.jpg",
            text="null",
            data=data,
        ),
    ]
    if text:
        parts.append(
            dict(
                seq=0,
                ct="text/plain",
                name="text.txt",
                chset=106,
                cd="null",
                fn="null",
                cid="<text>",
                cl="text.txt",
                text=text,
            )
        )
    mine, other = "insert-address-token", number
    people = [(mine if sent else other, 137), (other if sent else mine, 151)]
    fields = dict(
        date=ms(when),
        rr="null",
        sub="null",
        ct_t="application/vnd.wap.multipart.related",
        seen=1,
        msg_box=2 if sent else 1,
        address=number,
        m_type=128 if sent else 132,
        read=1,
        m_id=f"sample{ms(when)}",
        date_sent=ms(when) // 1000,
        sub_id=1,
        locked=0,
        readable_date=readable(when),
        contact_name=name(number),
    )
    inner = "".join(f"\n      <part {attributes(part)} />" for part in parts)
    addresses = "".join(f"\n      <addr {attributes(dict(address=a, type=t, charset=106))} />" for a, t in people)
    return f"<mms {attributes(fields)}>\n    <parts>{inner}\n    </parts>\n    <addrs>{addresses}\n    </addrs>\n  </mms>"


def calls(contacts):
    """The call log as (bytes, what is true of it)."""
    rows = [(utc(c.when, c.fold), c.number, TYPES[c.kind], c.seconds) for c in contacts if c.channel == "call"]
    rows += ordinary_calls()
    rows.sort()
    body = "\n".join("  " + call(*row) for row in rows)
    text = f'{HEAD}<calls count="{len(rows)}" backup_set="5d1f0a52-sample" backup_date="{ms(utc(MADE))}" type="full">\n{body}\n</calls>\n'
    return text.encode("ascii", "xmlcharrefreplace"), dict(
        records=len(rows),
        calls=len(rows),
        by_type={str(k): v for k, v in sorted(Counter(row[2] for row in rows).items())},
        by_number=dict(sorted(Counter(row[1] for row in rows).items())),
        first_utc=iso(rows[0][0]),
        last_utc=iso(rows[-1][0]),
    )


def ordinary_calls():
    """Calls with everybody else, and a few with him in the first weeks."""
    r, out = random.Random("calls"), []
    for day in days():
        for number, rate in CALLS_PER_DAY.items():
            for _ in range(plot.poisson(r, rate)):
                kind = r.choice((1, 1, 2, 2, 3))
                if number == plot.COURIER:
                    kind = r.choice((1, 3))
                out.append(
                    (utc(plot.moment(r, day, night=0)), number, kind, 0 if kind == 3 else r.randrange(20, 1500))
                )
    for day, kind, seconds in (
        (3, 1, 64),
        (8, 2, 41),
        (17, 1, 180),
        (26, 1, 95),
        (40, 1, 420),
        (47, 3, 0),
        (48, 3, 0),
        (52, 2, 30),
        (58, 3, 0),
        (61, 5, 0),
        (62, 3, 0),
        (65, 3, 0),
    ):
        when = dt.datetime.combine(
            plot.FIRST_DAY + dt.timedelta(days=day), dt.time(17, r.randrange(60), r.randrange(60))
        )
        out.append((utc(when), plot.FIRST_NUMBER, kind, seconds))
    # What the diary speaks of: the police on 101, an officer's calls from a withheld number, the garage.
    out += [
        (utc(at(2026, 7, 16, 10, 20)), "101", 2, 1502),
        (utc(at(2026, 7, 18, 14, 5)), plot.WITHHELD, 1, 388),
        (utc(at(2026, 10, 15, 9, 2)), plot.GARAGE, 2, 203),
        (utc(at(2026, 10, 15, 12, 10)), "101", 2, 912),
        (utc(at(2026, 10, 25, 1, 20), fold=1), "999", 2, 611),
    ]
    return out


def call(when, number, kind, seconds):
    """One call element. `presentation` 2 is a withheld number."""
    fields = dict(
        number=number,
        duration=seconds,
        date=ms(when),
        type=kind,
        presentation=2 if number == plot.WITHHELD else 1,
        subscription_id="null",
        post_dial_digits="",
        subscription_component_name="null",
        readable_date=readable(when),
        contact_name=name(number),
    )
    return f"<call {attributes(fields)} />"


def attributes(fields):
    """Attributes with line breaks kept as references and emoji split into UTF-16 halves."""
    return " ".join(f'{key}="{halves(escape(str(value)))}"' for key, value in fields.items())


def halves(text):
    """Each character outside the first 65,536 as two numeric references."""

    def pair(found):
        code = ord(found.group()) - 0x10000
        return f"&#{0xD800 + (code >> 10)};&#{0xDC00 + (code & 0x3FF)};"

    return re.sub("[\U00010000-\U0010ffff]", pair, text.replace("\n", "&#10;"))


def name(number):
    """The phone's own name for the number; his second one is in no address book."""
    return plot.NAMES.get(number, "(Unknown)")


def ms(instant):
    """Milliseconds since 1970, UTC."""
    return int((instant - at(1970, 1, 1)).total_seconds() * 1000)


def iso(instant):
    """An instant as text."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def readable(instant):
    """The phone's own clock, in words."""
    clock = plot.local(instant)
    return f"{clock.day} {clock:%b %Y %H:%M:%S}"
