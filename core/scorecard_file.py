"""Reading a scorecard from its YAML file, and writing it.

It knows: the keys of the file and what each must hold.
Shaped so because: whoever writes a card wants all its faults at once, each with the place where it stands; so reading
goes on after a fault with a neutral value, and `Invalid` brings the whole list.
It must not know: how answers are added up, people, rounds, the store.
"""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from core.errors import Invalid
from core.language import N_, Message
from core.scorecard import (
    FULL,
    SPOKEN_CHANNELS,
    WRITTEN_CHANNELS,
    Band,
    CommentRule,
    Criterion,
    Level,
    Scale,
    Scorecard,
    Section,
    Tolerance,
    Words,
)
from core.yaml_part import CODE, Part, read_mapping, shown

POINTS = "points"
POINTS_SCALE = Scale(POINTS, Words("Poin 0–100", "Points 0–100"), (), is_points=True)
UNKNOWN_SCALE = Scale("", Words("", ""), ())


def write_scorecard(card: Scorecard) -> str:
    """The card is its file: a version in use is frozen, so its text is handed out as it came in."""
    return card.source


@lru_cache(maxsize=64)
def read_scorecard(text: str | bytes) -> Scorecard:
    """The card of a YAML text; raises `Invalid` with every fault found."""
    source, content = read_mapping(text)
    problems: list[Message] = []
    card = _card(Part(content, Message("Card"), problems), source)
    if problems:
        raise Invalid(
            "The scorecard was not accepted. Correct the faults listed here and load the file again.", problems
        )
    return card


def _card(part: Part, source: str) -> Scorecard:
    part.whole("schema_version", 1, 1)
    part.text("status", "")
    language = part.choice("language", ("id", "en"))
    part.language = language or "id"
    scales = _scales(part.part("scales", Message("Scales"))) if part.has("scales") else {POINTS: POINTS_SCALE}
    rules = part.part("rules", Message("Rules"))
    na, fatal = rules.part("na", Message("Rules, na")), rules.part("fatal", Message("Rules, fatal"))
    card = Scorecard(
        code=part.code("code"),
        version=part.text("version"),
        language=language,
        channels=_channels(part),
        title=part.words("title"),
        purpose=part.words("purpose") if part.has("purpose") else None,
        sections=_sections(part, scales),
        bands=_bands(rules),
        tolerance=_tolerance(rules.part("tolerance_default", Message("Rules, tolerance_default")), scales),
        comment_rule=_comment_rule(rules, na),
        min_applicable_weight=na.whole("min_applicable_weight", 0, FULL),
        na_code=na.code("code"),
        na_label=na.words("label"),
        na_guidance=na.words("rule"),
        fatal_label=fatal.words("label"),
        fatal_guidance=fatal.words("rule"),
        source=source,
    )
    fatal.choice("effect", ("total_zero",))
    _check_total_rule(rules.part("total", Message("Rules, total")))
    _check_whole_card(part, card)
    for used in (na, fatal, rules, part):
        used.close()
    return card


def _scales(part: Part) -> Mapping[str, Scale]:
    """The scales the card declares, and points, which need no levels."""
    scales = {POINTS: POINTS_SCALE}
    for code in part.data:
        if not isinstance(code, str) or not CODE.fullmatch(code) or code == POINTS:
            part.asked.add(code)
            part.fault(N_("{place}: {code} cannot be the code of a scale."), code=shown(code))
            continue
        scale = part.part(code, Message("Scale {code}", {"code": code}))
        scales[code] = _scale(code, scale)
        scale.close()
    return scales


def _scale(code: str, part: Part) -> Scale:
    """A scale at fault comes back without levels, so that its criteria do not repeat the fault."""
    faults = len(part.problems)
    levels = [_level(level) for level in part.parts("values", N_("{outer}, value {code}"))]
    levels.sort(key=lambda level: -level.value)
    percents = [level.percent for level in levels]
    if len({level.value for level in levels}) < len(levels):
        part.fault(N_("{place}: a value stands there twice. Keep one."))
    elif faults == len(part.problems) and (len(levels) < 2 or percents != sorted(percents, reverse=True)):
        part.fault(N_("{place}: needs two levels or more, with percents that rise with the value."))
    elif faults == len(part.problems) and percents[0] != FULL:
        part.fault(N_("{place}: the highest value must be worth 100 percent."))
    between = part.words("between_anchors") if part.has("between_anchors") else None
    label = part.words("label")
    return Scale(code, label, tuple(levels) if len(part.problems) == faults else (), between)


def _level(part: Part) -> Level:
    level = Level(part.whole("value", 0, FULL), part.whole("percent", 0, FULL), part.words("label"))
    part.close()
    return level


def _sections(part: Part, scales: Mapping[str, Scale]) -> tuple[Section, ...]:
    sections = []
    for section in part.parts("sections", N_("Section {code}")):
        criteria = tuple(
            _criterion(criterion, scales) for criterion in section.parts("criteria", N_("Criterion {code}"))
        )
        sections.append(Section(section.code("code"), section.words("title"), criteria))
        section.close()
    return tuple(sections)


def _criterion(part: Part, scales: Mapping[str, Scale]) -> Criterion:
    scale = scales.get(part.choice("type", tuple(scales)), UNKNOWN_SCALE)
    criterion = Criterion(
        code=part.code("code"),
        label=part.words("label"),
        scale=scale,
        weight=part.whole("weight", 1, FULL),
        fatal_values=_fatal_values(part, scale),
        na_allowed=part.flag("na_allowed"),
        na_rule=part.words("na_rule") if part.has("na_rule") else None,
        definition=part.words("definition"),
        anchors=_anchors(part, scale),
        references=part.texts("references") if part.has("references") else (),
    )
    if criterion.na_allowed and criterion.na_rule is None:
        part.fault(N_("{place}: may be not applicable, so na_rule must say when."))
    part.close()
    return criterion


def _fatal_values(part: Part, scale: Scale) -> frozenset[int]:
    if not part.has("fatal"):
        return frozenset()
    fatal = part.part("fatal", Message("{outer}, fatal", {"outer": part.place}))
    fatal.choice("effect", ("total_zero",))
    values = fatal.entries("when")
    fatal.close()
    fatal_values = frozenset(value for value in values if type(value) is int and value in scale.values)
    for value in values if scale.values else []:
        if type(value) is not int or value not in fatal_values:
            part.fault(N_("{place}: the fatal value {value} is not on its scale."), value=shown(value))
    return fatal_values


def _anchors(part: Part, scale: Scale) -> Mapping[int, Words]:
    given = part.part("anchors", Message("{outer}, anchors", {"outer": part.place}))
    if not scale.values or not given.data:
        return {}
    # YAML reads an unquoted 5 as a number and a quoted one as a text: both name the level.
    texts = Part({shown(key): text for key, text in given.data.items()}, given.place, part.problems, part.language)
    names = {str(value): value for value in scale.values}
    for name in sorted(set(texts.data) - set(names), key=str):
        part.fault(N_("{place}: the anchor {value} is not on its scale."), value=name)
    ends = (scale.values[0], scale.values[-1])
    for value in ends if scale.is_points or scale.between_anchors else names.values():
        if str(value) not in texts.data:
            part.fault(N_("{place}: the anchor for {value} is missing."), value=value)
    return {value: texts.words(name) for name, value in names.items() if name in texts.data}


def _bands(rules: Part) -> tuple[Band, ...]:
    bands = []
    for band in rules.parts("bands", N_("Band {code}")):
        bands.append(Band(band.whole("min", 0, FULL), band.words("label")))
        band.close()
    lows = [band.min for band in bands]
    if bands and (0 not in lows or len(set(lows)) < len(lows)):
        rules.fault(N_("{place}: the bands must reach down to 0 and each start at its own score."))
    return tuple(sorted(bands, key=lambda band: -band.min))


def _tolerance(part: Part, scales: Mapping[str, Scale]) -> Tolerance:
    by_scale = {code: part.whole(code, 0, FULL) for code in scales if part.has(code)}
    tolerance = Tolerance(part.whole("total_points", 0, FULL), by_scale)
    if part.has("fatal"):
        part.whole("fatal", 0, 0)
    part.close()
    return tolerance


def _comment_rule(rules: Part, na: Part) -> CommentRule:
    """The file's rule; without one the usual rule, so that cards with prose only can still be read."""
    rule = CommentRule(max_percent=25, na=True, fatal=True)
    if rules.has("comment_required"):
        part = rules.part("comment_required", Message("Rules, comment_required"))
        rule = CommentRule(part.whole("max_percent", 0, FULL), part.flag("na"), part.flag("fatal"))
        part.close()
    if rules.has("comment_required_when"):
        rules.words("comment_required_when")
    if na.has("reason_required") and na.flag("reason_required") != rule.na:
        na.fault(N_("{place}: reason_required and comment_required contradict each other."))
    return rule


def _check_total_rule(part: Part) -> None:
    """The formula is the program's; a file that asks for another must not be read as if it had not."""
    part.text("formula", "")
    part.whole("decimals", 2, 2)
    part.choice("rounding", ("half_up",))
    part.close()


def _channels(part: Part) -> tuple[str, ...]:
    channels = part.texts("channels")
    known = SPOKEN_CHANNELS | WRITTEN_CHANNELS
    if not known.issuperset(channels):
        part.fault(N_("{place}: channels may be: {options}."), options=", ".join(sorted(known)))
    elif SPOKEN_CHANNELS.intersection(channels) and WRITTEN_CHANNELS.intersection(channels):
        part.fault(N_("{place}: is for spoken and written channels at once. Make a card for each."))
    return channels


def _check_whole_card(part: Part, card: Scorecard) -> None:
    weights = [criterion.weight for criterion in card.criteria]
    if weights and min(weights) > 0 and sum(weights) != FULL:
        part.fault(
            N_("{place}: the weights of all criteria add up to {sum}. They must add up to 100."), sum=sum(weights)
        )
    for codes in ([section.code for section in card.sections], [criterion.code for criterion in card.criteria]):
        for code, times in Counter(codes).items():
            if times > 1 and code:
                part.fault(N_("{place}: the code {code} is used more than once. Give each its own."), code=code)
    for code in sorted({criterion.scale.code for criterion in card.criteria} - {"", *card.tolerance.by_scale}):
        part.fault(N_("{place}: tolerance_default says nothing about {code}."), code=code)
