"""A voicemail with nobody speaking in it, and a letter from her employer as a small PDF."""

import io
import math
import random
import wave

RATE = 8000
LETTER = [
    ("B", "Saltgate Veterinary Practice"),
    ("R", "3 Saltgate, Caldermouth"),
    ("R", "01632 960140"),
    ("", ""),
    ("R", "22 May 2026"),
    ("", ""),
    ("R", "To whom it may concern"),
    ("", ""),
    ("B", "Mr Gareth Pell"),
    ("", ""),
    ("R", "Mr Pell worked for this practice as a maintenance assistant from 2 March 2026"),
    ("R", "until 28 April 2026, when his contract came to an end."),
    ("", ""),
    ("R", "On 14 May 2026 I wrote to Mr Pell and asked him not to come onto the premises and not"),
    ("R", "to contact members of staff. I did this because Ms Okoye and two colleagues told me that"),
    ("R", "he had waited in the staff car park on 12 May."),
    ("", ""),
    ("R", "Our camera by the back door keeps pictures for 28 days. I have saved the pictures of"),
    ("R", "12 May between 8.00 and 8.30 am and can give them to the police."),
    ("", ""),
    ("R", "Since 12 May reception has kept a list of calls for Ms Okoye from a caller who will not"),
    ("R", "give a name. There have been eleven."),
    ("", ""),
    ("", ""),
    ("R", "Marcus Adeyinka-Holt"),
    ("R", "Practice manager"),
]


def voicemail():
    """Seven seconds: a beep, a street, somebody breathing, the line going dead. WAV, 8 bit, 8 kHz, one channel."""
    r, level, samples = random.Random("voicemail"), 0.0, bytearray()
    for n in range(7 * RATE):
        t = n / RATE
        level += 0.06 * (r.uniform(-1, 1) - level)  # noise with the top taken off
        breath = max(0.0, math.sin(2 * math.pi * t / 2.9)) ** 3 * r.uniform(-0.16, 0.16)
        sound = level * 0.5 + (breath if 1 < t < 6.2 else 0)
        if t < 0.45:
            sound = 0.4 * math.sin(2 * math.pi * 1000 * t)
        elif t > 6.4:
            sound = 0.25 * math.sin(2 * math.pi * 400 * t) if int(t * 5) % 2 else 0
        samples.append(128 + int(max(-1, min(1, sound)) * 110))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))
    return out.getvalue()


def letter():
    """One page of A4 in the reader's own Helvetica."""
    lines, y = [], 770
    for style, text in LETTER:
        if text:
            escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            lines.append(f"BT /{'F2' if style == 'B' else 'F1'} 11 Tf 72 {y} Td ({escaped}) Tj ET")
        y -= 17
    lines.append(
        "q 0.15 0.2 0.5 RG 1.4 w 74 330 m 92 356 l 98 330 l 108 352 l 118 332 l 136 340 154 336 170 346 c S Q"
    )  # a signature
    stream = "\n".join(lines).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        b"<< /Title (Letter, Saltgate Veterinary Practice) /CreationDate (D:20260522101500+01'00') >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
