"""The colours of every chart, on the screen and in the report.

It knows: the Okabe–Ito colours (Okabe M, Ito K 2008, told apart by colour-blind eyes), vermillion and green darkened or
lightened until they read on the surface, and what each one means here.
Shaped so because: screen and PDF must show the same thing in the same colour; a colour never speaks alone, every mark
also has a shape, an arrow or a number.
It must not know: plotly, the PDF, scores.
"""

from dataclasses import dataclass

BLACK, WHITE = "#000000", "#FFFFFF"
BLUE, SKY, ORANGE = "#0072B2", "#56B4E9", "#E69F00"


@dataclass(frozen=True)
class Palette:
    surface: str
    """What the chart lies on; its own background stays transparent."""
    ink: str
    muted: str
    """Second-rank text, still AA on the surface."""
    line: str
    mark: str
    """An answer, without any judgement."""
    agreed: str
    fatal: str
    expert: str
    """What the expert outside the panel scored."""
    not_applicable: str
    lowest: str
    highest: str
    """Ends of the ramp for the levels of a scale."""
    stricter: str
    lenient: str


LIGHT = Palette(
    surface=WHITE,
    ink="#1A1F2B",
    muted="#525866",
    line="#C9CDD6",
    mark=BLUE,
    agreed="#00694C",
    fatal="#B84300",
    expert="#8F3A75",
    not_applicable="#7A808C",
    lowest="#E3EFF8",
    highest=BLUE,
    stricter=BLUE,
    lenient=ORANGE,
)
DARK = Palette(
    surface="#0E1117",
    ink="#F5F7FA",
    muted="#B4BAC6",
    line="#4A5160",
    mark=SKY,
    agreed="#3FD0A4",
    fatal="#FF8A4C",
    expert="#E8A6CD",
    not_applicable="#9AA1AE",
    lowest="#16283A",
    highest=SKY,
    stricter=SKY,
    lenient=ORANGE,
)


def palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


def mix(start: str, end: str, share: float) -> str:
    """The colour that lies this share (0–1) of the way from start to end."""
    share = min(max(share, 0.0), 1.0)
    pairs = zip(_rgb(start), _rgb(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def level_colour(colours: Palette, share: float) -> str:
    """A level of a scale, by its share of the weight: the better, the fuller."""
    return mix(colours.lowest, colours.highest, share)


def signed_colour(colours: Palette, share: float) -> str:
    """A signed distance, −1 to 1: blue is stricter, orange more lenient, the surface itself is no distance."""
    return mix(colours.surface, colours.lenient if share > 0 else colours.stricter, abs(share))


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on this colour; one of them always reaches 4.5 : 1."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [c / 255 for c in _rgb(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
