"""The two WhatsApp exports: hers (Android, one .zip with media) and her friend's (iPhone, `_chat.txt`).

Shapes as the phones write them, English (UK): Android ends lines with LF and has no seconds; an iPhone ends records with CRLF,
keeps a typed line break as a bare LF, and puts U+200E before what the app itself wrote.
"""

import datetime as dt
import io
import random
import zipfile
from collections import Counter

import pictures
import plot
import words
from plot import at

MARK = "\u200e"
ENCRYPTED = (
    "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."
)
CALLS = {"missed_voice": "Missed voice call", "missed_video": "Missed video call"}
ASKED_NOT_TO_COME = at(2026, 5, 3, 22, 25)
# Lines both sides wrote at times the diary speaks of.
SCRIPT = [
    (
        at(2026, 3, 2, 8, 14),
        plot.HIM,
        "Hi Tamsin, it's Gareth, the new one in maintenance. Marcus gave me your number for the keys 🙂",
    ),
    (at(2026, 3, 2, 8, 21), plot.ME, "Hi Gareth, welcome! Keys are behind the desk. I'm in till 6"),
    (
        at(2026, 4, 19, 19, 32),
        plot.HIM,
        "Can I say something?\nI think there's something between us. I think you know it too.",
    ),
    (
        at(2026, 4, 19, 19, 51),
        plot.ME,
        "Gareth that's kind, but I don't feel that way. I'd like us to just be people who work together",
    ),
    (at(2026, 4, 19, 19, 52), plot.HIM, "Ok. I understand. I can be patient"),
    (
        at(2026, 4, 28, 17, 40),
        plot.HIM,
        "They've ended my contract. Marcus says it's the budget. Is that what you heard?",
    ),
    (at(2026, 4, 28, 18, 2), plot.ME, "I didn't know. I'm sorry to hear it. Take care of yourself"),
    (
        at(2026, 5, 3, 22, 16),
        plot.HIM,
        "I was outside yours earlier, didn't want to ring the bell. Just nice to know you're there",
    ),
    (ASKED_NOT_TO_COME, plot.ME, "Please don't come to my house Gareth. I mean that"),
    (
        plot.BOUNDARY,
        plot.ME,
        "Gareth, please do not contact me again. Not by phone, not by message, not through anyone else. "
        "Please don't come to my home or my work. I have said no and I mean it.",
    ),
    (at(2026, 6, 20, 22, 41), plot.ME, "Stop. I asked you not to contact me."),
]
# (when, who, file, caption): the picture is drawn by `pictures`; `None` stands for a file the export names but does not hold.
MEDIA = [
    (at(2026, 3, 9, 11, 5), plot.ME, "IMG-20260309-WA0001.jpg", pictures.cat, "Mr Tibbs says hello 🐱"),
    (at(2026, 4, 14, 16, 33), plot.HIM, "IMG-20260414-WA0003.jpg", pictures.present, ""),
    (at(2026, 6, 6, 17, 48), plot.HIM, "IMG-20260606-WA0002.jpg", pictures.bus_stop, "Your stop. You weren't there."),
    (at(2026, 7, 9, 21, 12), plot.HIM, "PTT-20260709-WA0004.opus", None, ""),
    (at(2026, 9, 2, 22, 50), plot.HIM, "IMG-20260902-WA0006.jpg", pictures.street, "Nice and quiet round here."),
]
SYSTEM = [
    (plot.BLOCKED, "You blocked this contact. Tap to unblock."),
    (plot.UNBLOCKED, "You unblocked this contact."),
    (plot.BLOCKED_AGAIN, "You blocked this contact. Tap to unblock."),
]


def his_words(seed):
    """Deals his lines: what he writes changes over the months."""
    first, knowing, bitter = (
        words.Speaker(seed + str(i), w) for i, w in enumerate((words.FIRST, words.KNOWING, words.BITTER))
    )
    letters = words.Speaker(seed + "l", words.LETTER)

    def line(contact):
        r, when = first.r, contact.when
        if contact.text:
            return contact.text
        if contact.channel == "whatsapp" and r.random() < 0.012:
            return letters.line()
        if when < plot.BLOCKED:
            chosen = first
        elif when < plot.TENTH_CALL:
            chosen = r.choice((first, knowing, knowing))
        else:
            chosen = r.choice((first, knowing, bitter, bitter))
        return chosen.line(when.hour)

    return line


def welcome():
    """March to May: two people who work together, then one who wants more."""
    r, out = random.Random("welcome"), []
    banter, drift = words.Speaker("banter", words.BANTER), words.Speaker("drift", words.DRIFT)
    away = words.Speaker("away", [line for line in words.DRIFT if "{room}" not in line and "desk" not in line])
    day = plot.FIRST_DAY
    while day < plot.BOUNDARY.date():
        if day.weekday() < 6 and day <= plot.LEFT_WORK:
            for hour in sorted(r.sample(range(9, 18), r.choice((3, 3, 4) if day <= plot.SAID_NO else (1, 2)))):
                out += exchange(r, banter, dt.datetime.combine(day, dt.time(hour, r.randrange(0, 40))))
        if day >= dt.date(2026, 4, 12):
            out += exchange(
                r,
                drift if day <= plot.LEFT_WORK else away,
                dt.datetime.combine(day, dt.time(r.choice((19, 20, 21)), r.randrange(0, 40))),
            )
        day += dt.timedelta(days=1)
    # Once she has asked him not to come to her house she no longer answers.
    return [line for line in out if SCRIPT[1][0] < line[0] and (line[0] < ASKED_NOT_TO_COME or line[1] == plot.HIM)]


def exchange(r, speaker, when):
    """One small conversation, a minute or two between its lines."""
    raw = speaker.raw()
    while not words.suits(raw.split("|")[0], when.hour):
        raw = speaker.raw()
    slots, out = {}, []
    for line in raw.split("|"):
        out.append((when, plot.ME if line[0] == "m" else plot.HIM, speaker.fill(line[2:], slots)))
        when += dt.timedelta(seconds=r.randrange(10, 170))
    return out


def hers(contacts):
    """The Android export as (zip bytes, what is true of it)."""
    line = his_words("wa")
    rows = [(when, who, text, "text") for when, who, text in SCRIPT + welcome()]
    for contact in (c for c in contacts if c.channel == "whatsapp"):
        said = {"deleted": "This message was deleted", "view_once": "null", **CALLS}.get(contact.kind) or line(
            contact
        )
        rows.append(
            (
                contact.when,
                plot.HIM,
                said + (" <This message was edited>" if contact.kind == "edited" else ""),
                contact.kind,
            )
        )
    rows += [
        (at(2026, 3, 24, 13, 9), plot.ME, "You deleted this message", "deleted"),
        (at(2026, 4, 9, 18, 20), plot.HIM, "Missed voice call", "missed_voice"),
        (at(2026, 9, 12, 23, 4), plot.HIM, "location: https://maps.google.com/?q=54.0610,-3.6150", "location"),
    ]
    rows += [
        (when, who, f"{MARK}{name} (file attached)" + ("\n" + caption if caption else ""), "attachment")
        for when, who, name, _, caption in MEDIA
    ]
    rows += [(when, None, text, "system") for when, text in SYSTEM]
    rows.append((at(2026, 3, 2, 8, 14), None, ENCRYPTED + " Learn more.", "system"))
    rows.sort(key=lambda row: (row[0].replace(second=0), row[3] != "system", row[0]))
    text = "".join(f"{when:%d/%m/%Y, %H:%M} - {who + ': ' if who else ''}{said}\n" for when, who, said, _ in rows)
    files = [("WhatsApp Chat with Gareth Pell.txt", text.encode())]
    files += [(name, pictures.small(draw)) for _, _, name, draw, _ in MEDIA if draw]
    return archive(files), facts(rows)


def friends(seed="friend"):
    """The iPhone export from Bethan: he writes to her about Tamsin."""
    r, her = random.Random(seed), "Bethan Moss"
    him = "\u202a+44 7700 900142\u202c"
    when, rows = at(2026, 9, 3, 19, 10, 2), []
    rows.append((when, him, MARK + ENCRYPTED, "system"))
    for line in words.TO_BETHAN:
        when += dt.timedelta(seconds=r.randrange(40, 400))
        rows.append((when, her if line[0] == "m" else him, line[2:], "text"))
    for text in words.TO_BETHAN_AFTER:
        when = max(
            when + dt.timedelta(minutes=3), plot.moment(r, when.date() + dt.timedelta(days=r.choice((0, 1, 1, 1, 2))))
        )
        kind = {"!call": "missed_voice", "!deleted": "deleted", "!photo": "attachment"}.get(text, "text")
        if kind == "attachment":
            photo = f"{len(rows):08}-PHOTO-{when:%Y-%m-%d-%H-%M-%S}.jpg"
        said = {"missed_voice": MARK + "Missed voice call", "deleted": MARK + "This message was deleted."}.get(
            kind, text
        )
        rows.append((when, him, f"{MARK}<attached: {photo}>" if kind == "attachment" else said, kind))
    rows.append((when + dt.timedelta(minutes=20), him, MARK + "You blocked this contact", "system"))
    text = "".join(
        f"{MARK if kind == 'attachment' or said[0] == MARK and kind != 'system' else ''}[{when:%d/%m/%Y, %H:%M:%S}] {who}: {said}\r\n"
        for when, who, said, kind in rows
    )
    return archive([("_chat.txt", text.encode()), (photo, pictures.small(pictures.harbour))]), facts(rows)


def facts(rows):
    """What an importer should find. Records are all lines that begin one, system lines too."""
    kinds = Counter(kind for _, _, _, kind in rows)
    calls = kinds["missed_voice"] + kinds["missed_video"]
    return dict(
        records=len(rows),
        messages=len(rows) - kinds["system"] - calls,
        calls=calls,
        system=kinds["system"],
        kinds=dict(sorted(kinds.items())),
        attachments_named=kinds["attachment"],
        senders=dict(sorted(Counter(who for _, who, _, kind in rows if who and kind != "system").items())),
        first_local=f"{rows[0][0]:%Y-%m-%d %H:%M}",
        last_local=f"{rows[-1][0]:%Y-%m-%d %H:%M}",
    )


def archive(files):
    """A zip with the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files:
            info = zipfile.ZipInfo(name, (2026, 11, 2, 23, 10, 0))
            info.external_attr = 0o644 << 16
            packed.writestr(info, data, zipfile.ZIP_STORED if name.endswith(".jpg") else zipfile.ZIP_DEFLATED)
    return out.getvalue()
