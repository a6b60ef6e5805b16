"""The photos, drawn: plain shapes and soft light, so that nobody's street, car or face is in them. Needs Pillow.

Every scene is drawn on a canvas of 1200 by 900 units at twice the size and made smaller at the end, which smooths its edges.
"""

import datetime as dt
import functools
import io
import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

W, H, S = 1200, 900, 2
NIGHT, LAMP = (16, 20, 34), (255, 205, 128)


class Scene:
    """A canvas that is drawn on in units of the finished picture."""

    def __init__(self, top, bottom):
        self.image = Image.new("RGB", (W * S, H * S))
        self.pen = ImageDraw.Draw(self.image)
        for y in range(H * S):
            part = y / (H * S)
            self.pen.line([(0, y), (W * S, y)], fill=tuple(int(a + (b - a) * part) for a, b in zip(top, bottom)))

    def box(self, x0, y0, x1, y1, fill, round=0, line=None):
        self.pen.rounded_rectangle(
            [v * S for v in (x0, y0, x1, y1)], round * S, fill=fill, outline=line, width=2 * S if line else 0
        )

    def oval(self, x, y, rx, ry, fill):
        self.pen.ellipse([v * S for v in (x - rx, y - ry, x + rx, y + ry)], fill=fill)

    def shape(self, points, fill):
        self.pen.polygon([(x * S, y * S) for x, y in points], fill=fill)

    def stroke(self, points, fill, width):
        self.pen.line([(x * S, y * S) for x, y in points], fill=fill, width=int(width * S), joint="curve")

    def glow(self, x, y, radius, colour, strength=0.8):
        """Light added around a point."""
        light = Image.new("RGB", self.image.size)
        pen = ImageDraw.Draw(light)
        for step in range(40, 0, -1):
            part = (1 - step / 40) ** 2 * strength
            reach = radius * step / 40 * S
            pen.ellipse(
                [x * S - reach, y * S - reach, x * S + reach, y * S + reach],
                fill=tuple(int(c * part) for c in colour),
            )
        self.image.paste(ImageChops.add(self.image, light.filter(ImageFilter.GaussianBlur(8))))

    def writing(self, x, y, lines, size, fill, tilt=0):
        """Words, turned by `tilt` degrees."""
        font, gap = lettering(size * S), int(size * 1.35 * S)
        sheet = Image.new("L", (int(W * S * 0.8), gap * (len(lines) + 1)))
        pen = ImageDraw.Draw(sheet)
        for row, line in enumerate(lines):
            pen.text((10, row * gap), line, font=font, fill=255)
        sheet = sheet.crop((0, 0, sheet.getbbox()[2] + 10, sheet.getbbox()[3] + 10)).rotate(
            tilt, resample=Image.BICUBIC, expand=True
        )
        self.image.paste(Image.new("RGB", sheet.size, fill), (int(x * S), int(y * S)), sheet)

    def soften(self, amount):
        """What lies behind is a little out of focus; what is drawn after this is sharp."""
        self.image.paste(self.image.filter(ImageFilter.GaussianBlur(amount * S)))

    def finished(self, width=W, grain=6):
        """The picture at its size, with the grain of a small sensor."""
        height = width * H // W
        small = self.image.resize((width, height), Image.LANCZOS)
        noise = Image.frombytes("L", (width, height), random.Random(width).randbytes(width * height)).filter(
            ImageFilter.GaussianBlur(0.7)
        )
        noise = noise.point(lambda v: max(0, min(255, 128 + (v - 128) * grain // 60)))
        return ImageChops.add(small, Image.merge("RGB", [noise] * 3), offset=-128)


@functools.cache
def lettering(size):
    """Pillow's own built-in typeface: no font file is needed."""
    return ImageFont.load_default(size)


def brick_wall(scene, x0, y0, x1, y1, base, seed):
    r = random.Random(seed)
    scene.box(x0, y0, x1, y1, tuple(int(c * 0.78) for c in base))
    for row, y in enumerate(range(y0, y1, 26)):
        for x in range(x0 - (row % 2) * 32, x1, 64):
            shade = r.uniform(0.86, 1.06)
            scene.box(
                max(x0, x + 2),
                y + 2,
                min(x1, x + 62),
                min(y1, y + 24),
                tuple(min(255, int(c * shade)) for c in base),
                2,
            )


def door(scene, x0, y0, x1, y1, colour):
    dark = tuple(int(c * 0.75) for c in colour)
    scene.box(x0 - 22, y0 - 22, x1 + 22, y1, (226, 222, 212), 3)
    scene.box(x0, y0, x1, y1, colour, 3)
    middle, mid = (x0 + x1) // 2, (y0 + y1) // 2
    for left, right in ((x0 + 28, middle - 16), (middle + 16, x1 - 28)):
        scene.box(left, y0 + 36, right, mid - 46, dark, 4)
        scene.box(left, mid + 46, right, y1 - 46, dark, 4)
    scene.box(middle - 62, mid - 14, middle + 62, mid + 14, (196, 168, 96), 4)
    scene.oval(x1 - 26, mid + 4, 11, 11, (206, 178, 106))


def car(scene, x, y, size, colour):
    """A hatchback from the side, its front to the left; x, y is where the front wheel meets the road."""

    def at(points):
        return [(x + px * size, y - py * size) for px, py in points]

    glass, dark = tuple(int(c * 0.35 + 20) for c in colour), tuple(int(c * 0.6) for c in colour)
    scene.oval(x + 1.4 * size, y + 0.02 * size, 2.4 * size, 0.12 * size, (8, 9, 14))
    scene.shape(
        at(
            [
                (-0.82, 0.22),
                (-0.86, 0.62),
                (-0.6, 0.82),
                (0.2, 0.94),
                (0.78, 1.46),
                (2.5, 1.5),
                (3.34, 0.98),
                (3.6, 0.9),
                (3.64, 0.22),
            ]
        ),
        colour,
    )
    scene.shape(at([(0.42, 0.95), (0.92, 1.36), (1.6, 1.39), (1.6, 0.97)]), glass)
    scene.shape(at([(1.7, 0.97), (1.7, 1.39), (2.44, 1.4), (2.98, 0.98)]), glass)
    scene.stroke(at([(-0.84, 0.5), (3.62, 0.5)]), dark, 0.03 * size)
    scene.stroke(at([(1.65, 0.95), (1.65, 0.3)]), dark, 0.02 * size)
    scene.shape(at([(-0.84, 0.62), (-0.62, 0.78), (-0.4, 0.74), (-0.52, 0.6)]), (240, 236, 214))
    scene.shape(at([(3.46, 0.9), (3.62, 0.88), (3.62, 0.68), (3.5, 0.68)]), (176, 40, 40))
    for px in (0, 2.8):
        scene.oval(x + px * size, y - 0.28 * size, 0.4 * size, 0.4 * size, (12, 12, 14))
        scene.oval(x + px * size, y - 0.28 * size, 0.22 * size, 0.22 * size, (120, 122, 128))
        scene.oval(x + px * size, y - 0.28 * size, 0.07 * size, 0.07 * size, (50, 50, 54))


def lamp_post(scene, x, y, height):
    scene.stroke([(x, y), (x, y - height), (x + 60, y - height - 24)], (52, 56, 66), 9)
    scene.oval(x + 66, y - height - 20, 22, 9, (255, 236, 190))


def terrace(scene, ground, lit):
    """A row of houses at night with a few windows lit."""
    r = random.Random(5)
    for number, x in enumerate(range(-40, W, 212)):
        shade = r.randrange(30, 44)
        scene.box(x, 150, x + 208, ground, (shade + 10, shade, shade + 2))
        scene.shape([(x - 4, 152), (x + 104, 72), (x + 212, 152)], (26, 26, 36))
        for wx, wy in ((x + 24, 200), (x + 122, 200), (x + 24, 372)):
            on = (number, wx - x, wy) in lit
            scene.box(wx, wy, wx + 62, wy + 92, (246, 204, 126) if on else (20, 24, 36), 2, (70, 66, 66))
            scene.stroke([(wx + 31, wy), (wx + 31, wy + 92)], (70, 66, 66), 4)
        scene.box(
            x + 118, 360, x + 184, ground, (40 + 18 * (number % 3), 34, 50 + 10 * (number % 2)), 2, (70, 66, 66)
        )


def person(scene, x, y, height, colour):
    """Somebody standing, seen from across a road: no face."""
    h = height
    scene.oval(x, y, 0.2 * h, 0.03 * h, (6, 7, 12))
    scene.shape(
        [
            (x - 0.09 * h, y),
            (x - 0.11 * h, y - 0.48 * h),
            (x + 0.11 * h, y - 0.48 * h),
            (x + 0.1 * h, y),
            (x + 0.02 * h, y),
            (x, y - 0.4 * h),
            (x - 0.02 * h, y),
        ],
        colour,
    )
    scene.box(x - 0.14 * h, y - 0.84 * h, x + 0.14 * h, y - 0.38 * h, colour, 0.07 * h)
    scene.oval(x, y - 0.92 * h, 0.075 * h, 0.09 * h, colour)
    scene.shape([(x - 0.1 * h, y - 0.84 * h), (x, y - 1.03 * h), (x + 0.1 * h, y - 0.84 * h)], colour)


def flowers():
    """Flowers left against a front door, with a card."""
    scene = Scene((150, 150, 156), (120, 116, 112))
    brick_wall(scene, 0, 0, W, 760, (164, 104, 84), "wall")
    door(scene, 340, -160, 760, 760, (48, 84, 78))
    scene.box(220, 756, 880, 812, (176, 172, 164), 4)
    scene.box(0, 812, W, H, (128, 124, 118))
    scene.soften(2)
    scene.shape([(700, 786), (610, 500), (846, 470), (780, 790)], (214, 196, 164))
    scene.shape([(700, 786), (640, 560), (846, 470), (780, 790)], (228, 214, 186))
    r = random.Random("flowers")
    for _ in range(26):
        x, y = r.gauss(724, 70), r.gauss(470, 44)
        scene.oval(x, y + 24, 20, 34, (62, 104, 62))
    for _ in range(30):
        x, y, size, colour = (
            r.gauss(724, 74),
            r.gauss(452, 46),
            r.uniform(20, 32),
            r.choice(((238, 238, 230), (232, 170, 180), (214, 120, 140))),
        )
        for petal in range(6):
            turn = petal * math.pi / 3
            scene.oval(
                x + math.cos(turn) * size * 0.6, y + math.sin(turn) * size * 0.6, size * 0.55, size * 0.55, colour
            )
        scene.oval(x, y, size * 0.34, size * 0.34, (226, 186, 86))
    scene.shape([(650, 660), (792, 640), (804, 726), (662, 748)], (250, 248, 240))
    scene.writing(672, 660, ["I'll wait.", "G x"], 24, (40, 44, 90), 8)
    return scene


def card():
    """The card that was with the flowers, on a kitchen table."""
    scene = Scene((150, 118, 84), (126, 96, 66))
    r = random.Random("grain of the wood")
    for _ in range(90):
        y, tone = r.randrange(0, H), r.randrange(-14, 14)
        scene.stroke(
            [(0, y), (W, y + r.randrange(-16, 16))], (138 + tone, 106 + tone, 74 + tone), r.choice((1, 2, 3))
        )
    scene.soften(1)
    scene.shape([(222, 210), (968, 150), (1012, 706), (266, 766)], (92, 70, 50))
    scene.shape([(210, 196), (956, 136), (1000, 692), (254, 752)], (248, 245, 236))
    scene.shape([(238, 222), (932, 166), (972, 668), (280, 724)], (252, 250, 244))
    scene.writing(
        300, 230, ["Tamsin,", "You don't have to say", "anything. I'll wait.", "", "G x"], 58, (38, 42, 96), 4.6
    )
    return scene


def windscreen():
    """A note under a wiper, early morning."""
    scene = Scene((190, 204, 214), (150, 158, 160))
    for x, height in ((60, 260), (260, 200), (470, 300), (760, 220), (960, 280)):
        scene.box(x, 330 - height, x + 180, 330, (132, 138, 146))
    scene.soften(10)
    scene.shape([(0, 900), (0, 560), (150, 250), (1050, 250), (1200, 560), (1200, 900)], (96, 22, 28))
    scene.shape([(60, 640), (186, 282), (1014, 282), (1140, 640)], (44, 56, 64))
    scene.shape([(60, 640), (186, 282), (520, 282), (330, 640)], (72, 88, 96))
    scene.shape([(420, 640), (590, 282), (650, 282), (480, 640)], (62, 78, 86))
    scene.box(0, 640, W, 664, (18, 18, 20))
    scene.shape([(0, 664), (1200, 664), (1200, 900), (0, 900)], (122, 30, 36))
    scene.stroke([(600, 664), (600, 900)], (102, 22, 28), 4)
    scene.shape([(520, 340), (872, 330), (886, 560), (534, 572)], (250, 248, 238))
    scene.writing(552, 356, ["You looked tired", "yesterday. I could", "have driven you."], 34, (30, 34, 84), 2)
    scene.stroke([(330, 652), (800, 500), (1010, 420)], (14, 14, 16), 11)
    scene.stroke([(300, 660), (420, 622)], (14, 14, 16), 18)
    r = random.Random("dew")
    for _ in range(420):
        x, y = r.randrange(120, 1080), r.randrange(300, 636)
        scene.oval(x, y, r.uniform(1, 2.6), r.uniform(1, 2.6), (176, 194, 204))
    return scene


def parked_car():
    """A grey car under a street lamp, opposite the house."""
    scene = Scene(NIGHT, (34, 32, 44))
    terrace(scene, 560, {(1, 24, 200), (3, 122, 200), (4, 24, 372)})
    scene.box(0, 560, W, 620, (48, 48, 54))
    scene.box(0, 612, W, 626, (64, 64, 70))
    scene.box(0, 626, W, H, (30, 31, 38))
    scene.soften(3)
    lamp_post(scene, 250, 610, 440)
    scene.glow(318, 150, 420, LAMP, 0.7)
    scene.glow(330, 660, 460, LAMP, 0.4)
    car(scene, 420, 742, 160, (104, 108, 116))
    scene.glow(330, 640, 320, LAMP, 0.18)
    return scene


def street():
    """The same street without the car."""
    scene = Scene(NIGHT, (34, 32, 44))
    terrace(scene, 560, {(2, 24, 200), (4, 122, 200)})
    scene.box(0, 560, W, 626, (48, 48, 54))
    scene.box(0, 626, W, H, (30, 31, 38))
    lamp_post(scene, 760, 610, 440)
    scene.glow(828, 150, 440, LAMP, 0.8)
    return scene


def figure():
    """Somebody in a hood across the road, seen through an upstairs window."""
    scene = Scene((10, 13, 24), (26, 26, 36))
    scene.box(0, 0, W, 470, (24, 26, 38))
    for x in range(30, W, 240):
        scene.box(x, 60, x + 90, 200, (16, 18, 28), 2)
        scene.box(x, 280, x + 90, 420, (16, 18, 28), 2)
    scene.box(0, 470, W, 560, (46, 46, 54))
    scene.box(0, 560, W, H, (28, 29, 36))
    lamp_post(scene, 700, 540, 430)
    scene.glow(768, 110, 420, LAMP, 0.85)
    scene.glow(760, 540, 380, LAMP, 0.5)
    scene.soften(3)
    person(scene, 800, 552, 300, (14, 15, 22))
    scene.box(0, 0, 46, H, (60, 54, 52))
    scene.box(1150, 0, W, H, (60, 54, 52))
    scene.box(0, 800, W, H, (70, 63, 60))
    scene.box(582, 0, 606, 800, (60, 54, 52))
    scene.glow(180, 700, 300, (120, 90, 60), 0.25)
    return scene


def tyre():
    """A flat tyre with a cut in its side."""
    scene = Scene((150, 156, 160), (120, 122, 124))
    scene.box(0, 640, W, H, (96, 97, 100))
    r = random.Random("gravel")
    for _ in range(1500):
        x, y, tone = r.randrange(W), r.randrange(640, H), r.randrange(70, 130)
        scene.oval(x, y, r.uniform(1, 4), r.uniform(1, 3), (tone, tone, tone + 2))
    scene.box(-20, -20, W + 20, 330, (122, 30, 36))
    scene.shape(
        [(-20, 330), (W + 20, 330), (W + 20, 520), (1020, 520), (900, 250), (330, 250), (200, 520), (-20, 520)],
        (106, 24, 30),
    )
    scene.oval(610, 440, 350, 350, (16, 15, 17))
    scene.oval(610, 716, 350, 34, (10, 10, 12))
    scene.box(300, 560, 920, 720, (22, 22, 24), 60)
    scene.oval(610, 450, 300, 276, (26, 26, 29))
    scene.oval(610, 440, 200, 200, (168, 170, 176))
    scene.oval(610, 440, 176, 176, (120, 122, 128))
    for spoke in range(5):
        turn = spoke * 2 * math.pi / 5 - math.pi / 2
        scene.stroke([(610, 440), (610 + 178 * math.cos(turn), 440 + 178 * math.sin(turn))], (184, 186, 192), 42)
    scene.oval(610, 440, 52, 52, (150, 152, 158))
    scene.oval(610, 440, 26, 26, (84, 86, 92))
    scene.shape([(806, 590), (846, 556), (884, 604), (840, 612)], (66, 64, 62))
    scene.stroke([(800, 596), (842, 580), (888, 606)], (4, 4, 5), 10)
    scene.stroke([(806, 590), (846, 572), (880, 598)], (96, 92, 88), 3)
    return scene


def parcel():
    """A parcel on the step of the new home; its place is in the photo's own data."""
    scene = Scene((178, 180, 182), (150, 148, 146))
    scene.box(0, 0, W, 700, (206, 200, 188))
    door(scene, 320, -220, 820, 690, (70, 72, 104))
    scene.box(180, 690, 960, 760, (170, 166, 160), 4)
    scene.box(0, 760, W, H, (134, 132, 130))
    scene.soften(2)
    scene.shape([(420, 800), (420, 590), (640, 560), (640, 812)], (168, 126, 80))
    scene.shape([(640, 812), (640, 560), (770, 586), (770, 790)], (142, 104, 64))
    scene.shape([(420, 590), (552, 556), (770, 586), (640, 562)], (190, 148, 100))
    scene.shape([(420, 590), (540, 562), (770, 586), (642, 618)], (190, 148, 100))
    scene.shape([(510, 806), (510, 604), (548, 612), (548, 808)], (206, 178, 120))
    scene.shape([(570, 690), (628, 684), (628, 752), (570, 758)], (246, 244, 238))
    scene.writing(573, 696, ["T. Okoye", "by hand"], 11, (30, 30, 60), 5)
    return scene


def cat():
    """A ginger cat on a counter."""
    scene = Scene((214, 224, 222), (196, 202, 196))
    scene.box(0, 640, W, H, (236, 234, 228))
    scene.soften(4)
    scene.oval(620, 590, 230, 150, (206, 132, 66))
    scene.oval(430, 430, 120, 108, (214, 142, 74))
    scene.shape([(340, 380), (350, 268), (420, 340)], (214, 142, 74))
    scene.shape([(450, 336), (520, 272), (524, 392)], (214, 142, 74))
    for x in (392, 472):
        scene.oval(x, 424, 15, 19, (92, 124, 72))
        scene.oval(x, 424, 5, 17, (12, 12, 12))
    scene.shape([(420, 464), (444, 464), (432, 478)], (196, 104, 100))
    scene.stroke([(830, 620), (930, 560), (940, 440)], (206, 132, 66), 34)
    for x in (560, 630, 700):
        scene.stroke([(x, 462), (x + 16, 540)], (176, 104, 46), 16)
    return scene


def present():
    """A small box with a ribbon on a desk."""
    scene = Scene((220, 214, 204), (190, 170, 140))
    scene.box(0, 560, W, H, (172, 132, 92))
    scene.soften(4)
    scene.box(420, 360, 780, 680, (92, 128, 150), 6)
    scene.box(576, 360, 624, 680, (232, 214, 170))
    scene.box(420, 490, 780, 536, (232, 214, 170))
    scene.oval(548, 340, 60, 30, (232, 214, 170))
    scene.oval(652, 340, 60, 30, (232, 214, 170))
    return scene


def bus_stop():
    """An empty bus stop at dusk."""
    scene = Scene((96, 110, 146), (206, 168, 150))
    scene.box(0, 300, W, 640, (84, 84, 100))
    scene.box(0, 640, W, H, (70, 70, 76))
    scene.soften(6)
    scene.box(330, 300, 860, 330, (50, 54, 60), 4)
    for x in (350, 836):
        scene.box(x, 330, x + 12, 700, (50, 54, 60))
    scene.box(372, 350, 826, 600, (122, 134, 150), 4)
    scene.box(420, 610, 780, 630, (150, 110, 70), 4)
    scene.box(950, 220, 962, 700, (50, 54, 60))
    scene.box(910, 200, 1004, 290, (188, 40, 40), 8)
    scene.writing(924, 214, ["BUS"], 34, (250, 250, 250))
    return scene


def garden():
    """Daffodils in a bed."""
    scene = Scene((170, 204, 232), (150, 186, 130))
    scene.box(0, 520, W, H, (92, 128, 70))
    scene.soften(8)
    r = random.Random("garden")
    for _ in range(28):
        x, y = r.randrange(80, 1120), r.randrange(420, 640)
        scene.stroke([(x, y), (x + r.randrange(-14, 14), 860)], (84, 132, 66), 9)
        for petal in range(6):
            turn = petal * math.pi / 3
            scene.oval(x + 26 * math.cos(turn), y + 26 * math.sin(turn), 22, 22, (246, 218, 84))
        scene.oval(x, y, 18, 18, (238, 160, 48))
    return scene


def harbour():
    """Boats in a harbour."""
    scene = Scene((160, 196, 222), (214, 222, 222))
    scene.box(0, 420, W, H, (92, 132, 156))
    scene.soften(5)
    for x, y, size, colour in (
        (220, 560, 1.0, (180, 60, 54)),
        (560, 500, 0.7, (50, 80, 130)),
        (860, 620, 1.2, (236, 234, 226)),
    ):
        scene.shape(
            [(x, y), (x + 220 * size, y), (x + 180 * size, y + 60 * size), (x + 40 * size, y + 60 * size)], colour
        )
        scene.stroke([(x + 110 * size, y), (x + 110 * size, y - 220 * size)], (70, 60, 50), 6)
        scene.shape(
            [(x + 118 * size, y - 210 * size), (x + 118 * size, y - 20 * size), (x + 206 * size, y - 20 * size)],
            (244, 242, 234),
        )
    return scene


def small(draw, width=480):
    """A picture as a messenger sends it: small, and without the camera's data."""
    out = io.BytesIO()
    draw().finished(width, grain=6).save(out, "JPEG", quality=62, optimize=True)
    return out.getvalue()


def photo(draw, taken, place=None):
    """A picture as the phone's camera stores it, with the time on its clock and, if it was on, the place."""
    exif = Image.Exif()
    stamp = f"{taken:%Y:%m:%d %H:%M:%S}"
    exif.update({0x010F: "Larkfield", 0x0110: "L5", 0x0112: 1, 0x0131: "Camera 4.2", 0x0132: stamp})
    offset = "+01:00" if dt.datetime(2026, 3, 29, 1) <= taken < dt.datetime(2026, 10, 25, 2) else "+00:00"
    exif.get_ifd(0x8769).update(
        {0x9003: stamp, 0x9004: stamp, 0x9010: offset, 0x9011: offset, 0x9012: offset, 0x9291: "417"}
    )
    if place:
        exif.get_ifd(0x8825).update(
            {0: b"\x02\x03\x00\x00", 1: "N", 2: degrees(place[0]), 3: "W", 4: degrees(-place[1])}
        )
    out = io.BytesIO()
    draw().finished().save(out, "JPEG", quality=80, optimize=True, exif=exif)
    return out.getvalue()


def degrees(value):
    """Degrees, minutes and seconds as EXIF keeps them."""
    minutes = (value % 1) * 60
    return float(int(value)), float(int(minutes)), round((minutes % 1) * 60, 2)


def screenshot():
    """A made-up social page that uses her photo and name: a PNG, as phones store screens."""
    image = Image.new("RGB", (540, 1000), (250, 250, 252))
    pen = ImageDraw.Draw(image)

    def text(x, y, words, size, fill=(30, 32, 40)):
        pen.text((x, y), words, font=lettering(size), fill=fill)

    pen.rectangle([0, 0, 540, 40], fill=(36, 40, 56))
    text(20, 9, "07:03", 18, (240, 240, 240))
    text(440, 9, "14 Sep", 18, (240, 240, 240))
    text(24, 62, "<", 28)
    text(64, 64, "saltgate_tamsin", 26)
    pen.ellipse([30, 124, 150, 244], fill=(206, 176, 160))
    pen.ellipse([66, 146, 114, 198], fill=(120, 84, 66))
    pen.pieslice([48, 190, 132, 280], 180, 360, fill=(70, 110, 104))
    for x, number, what in ((190, "11", "posts"), (300, "37", "followers"), (426, "212", "following")):
        text(x, 150, number, 26)
        text(x, 186, what, 17, (110, 112, 122))
    text(30, 264, "Tamsin O.", 24)
    text(30, 298, "Liar. Ask me what happened at Saltgate Vets.", 20)
    text(30, 326, "Finishes at 6. Gets the late bus.", 20)
    pen.rounded_rectangle([30, 372, 510, 418], 10, fill=(226, 228, 234))
    text(226, 383, "Follow", 21)
    thumbs = [harbour, bus_stop, street, present, cat, garden, bus_stop, parked_car, street]
    for place, draw in enumerate(thumbs):
        x, y = place % 3 * 181, 444 + place // 3 * 181
        tile = draw().image.resize((240, 180), Image.LANCZOS).crop((30, 0, 210, 180))
        image.paste(tile, (x, y))
    out = io.BytesIO()
    image.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
