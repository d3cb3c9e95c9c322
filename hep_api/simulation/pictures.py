"""The report's pictures, as SVG that is the same for the same figures. The only module that knows matplotlib."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from textwrap import shorten
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from hep_api.engine.outcomes import RANK, Outcome
from hep_api.engine.rules import RULES
from hep_api.simulation import prose
from hep_api.simulation.counting import Figures, Reached, Share

INK, FAINT, PAPER = "#1d2733", "#d9e0e6", "#ffffff"
BEFORE, AFTER = "#1f5f8b", "#c2571a"
LINES = ((BEFORE, AFTER), ("-", "--"))
PHASES = ("#5b7083", "#1f5f8b", "#2a8c7d", "#c2571a", "#7a4b94", "#8c6d1f")
DASHES: tuple[str | tuple[int, tuple[int, ...]], ...] = ("-", "--", "-.", ":", (0, (6, 2, 1, 2, 1, 2)), (0, (1, 1)))
KINDS: tuple[tuple[str, str, str], ...] = (
    ("stopped or planned anew", "#a3212f", "xx"),
    ("eased", "#e08e2b", "//"),
    ("held", "#9aa8b4", ""),
    ("harder or more", "#2a8c7d", ".."),
)
"""Kinds of outcome: in words, colour, and hatching so that colour is never alone."""
TOP_RULES = 18

SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 10.5, "axes.edgecolor": FAINT,
    "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK, "axes.titlesize": 12,
    "axes.titlelocation": "left", "axes.titleweight": "bold", "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.color": FAINT, "grid.linewidth": 0.7, "axes.axisbelow": True, "hatch.linewidth": 0.6,
    "legend.frameon": False, "figure.facecolor": PAPER,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its heading, what it shows in words (for who cannot see it), and the SVG."""

    title: str
    alt: str
    svg: str


Named = Sequence[tuple[str, Figures]]
"""One or two cohorts with their names."""


def pictures(cohorts: Named) -> tuple[Picture, ...]:
    """Every picture of the report."""
    return (_phases(cohorts), _rules(cohorts), _stopped(cohorts), _errors(cohorts), _pain(cohorts))


def _drawn(draw: Callable[[Sequence[Axes]], None], columns: int, height: float, salt: str) -> str:
    with mpl.rc_context(SETTINGS | {"svg.hashsalt": salt}):
        figure = Figure(figsize=(9.6, height), layout="constrained")
        axes = figure.subplots(1, columns, squeeze=False, sharey=True)[0]
        draw(list(axes))
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def _phases(cohorts: Named) -> Picture:
    def draw(axes: Sequence[Axes]) -> None:
        for axis, (name, found) in zip(axes, cohorts, strict=True):
            ends = [100 * reached.share.part / found.patients for reached in found.reached]
            for place, (reached, end, height) in enumerate(zip(found.reached, ends, _apart(ends), strict=True)):
                _phase_line(axis, place, reached, found)
                axis.annotate(
                    f"{reached.phase}  {end:.0f} %", (found.days, height), xytext=(6, -3.5), fontweight="bold",
                    textcoords="offset points", color=PHASES[place % 6], annotation_clip=False,
                )  # fmt: skip
            axis.set(ylim=(0, 104), xlim=(0, found.days), xlabel="Day of the programme", title=_title(cohorts, name))
        axes[0].set_ylabel("Patients who have entered it, %")

    said = "; ".join(f"{name}: {_reached_in_words(found)}" for name, found in cohorts)
    alt = f"Step lines, one a phase, with a triangle where an ideal patient enters it. {said}."
    return Picture(prose.PHASES, alt, _drawn(draw, len(cohorts), 3.7, "phases"))


def _phase_line(axis: Axes, place: int, reached: Reached, found: Figures) -> None:
    counts = [0, *range(1, len(reached.days) + 1), len(reached.days)]
    shares = [100 * count / found.patients for count in counts]
    colour = PHASES[place % 6]
    axis.step([0, *reached.days, found.days], shares, where="post", color=colour, linestyle=DASHES[place % 6], lw=2.2)
    if reached.soonest:
        axis.plot(reached.soonest, 2.5, marker="^", color=colour, markersize=8, clip_on=False)
        axis.annotate(reached.phase, (reached.soonest, 2.5), xytext=(6, -1), textcoords="offset points", color=colour)


def _apart(heights: Sequence[float], least: float = 7) -> list[float]:
    """Heights in percent moved apart so that labels of `least` never cover each other; the order stays."""
    moved = [0.0] * len(heights)
    above = 103.0 + least
    for place in sorted(range(len(heights)), key=lambda at: (-heights[at], at)):
        above = min(heights[place], above - least)
        moved[place] = above
    lowest = min(moved, default=0.0)
    return [height - lowest if lowest < 0 else height for height in moved]


def _reached_in_words(found: Figures) -> str:
    parts = []
    for reached in found.reached:
        day = "never" if reached.median_day is None else f"median day {reached.median_day:g}"
        parts.append(f"{reached.phase} entered by {reached.share}, {day}")
    return ", ".join(parts)


def kind_of(outcome: Outcome) -> int:
    """Place of an outcome in KINDS."""
    rank = RANK[outcome]
    return 0 if rank == 0 else 1 if rank < RANK[Outcome.HOLD] else 2 if rank == RANK[Outcome.HOLD] else 3


def _rules(cohorts: Named) -> Picture:
    totals: dict[str, int] = {}
    for _, found in cohorts:
        for (rule, _), count in found.rules.items():
            totals[rule] = totals.get(rule, 0) + count
    wanted = sorted(totals, key=lambda rule: (-totals[rule], rule))[:TOP_RULES][::-1]

    def draw(axes: Sequence[Axes]) -> None:
        for axis, (name, found) in zip(axes, cohorts, strict=True):
            left = [0.0] * len(wanted)
            for place, (label, colour, hatch) in enumerate(KINDS):
                widths = [_per_patient(found, rule, place) for rule in wanted]
                axis.barh(
                    wanted, widths, left=left, color=colour, hatch=hatch, label=label, edgecolor=PAPER, height=0.74
                )
                left = [before + width for before, width in zip(left, widths, strict=True)]
            for rule, width in zip(wanted, left, strict=True):
                axis.annotate(f"{width:.1f}", (width, rule), xytext=(4, -3.5), textcoords="offset points", fontsize=9)
            axis.set_yticks(wanted, [_rule_in_words(rule) for rule in wanted])
            axis.set(
                xlabel="Decisions per patient", title=_title(cohorts, name), xlim=(0, 1.1 * max(left, default=1) or 1)
            )
            axis.grid(visible=False, axis="y")
        axes[-1].legend(loc="lower right", fontsize=9.5)

    most = ", ".join(f"{rule} {totals[rule]}" for rule in wanted[::-1][:8])
    alt = f"Stacked bars, one a rule, by what the decision did. Most frequent in all: {most}."
    return Picture(prose.RULES, alt, _drawn(draw, len(cohorts), 5.4, "rules"))


def _rule_in_words(rule: str) -> str:
    said = {row.id: row.condition for row in RULES}.get(rule, "What the therapist did")
    words = shorten(said.replace("`", ""), 44, placeholder=" ...")
    return words if rule == "clinician" else f"{words}  {rule}"


def _title(cohorts: Named, name: str) -> str:
    return name if len(cohorts) > 1 else ""


def _per_patient(found: Figures, rule: str, kind: int) -> float:
    total = sum(count for (name, what), count in found.rules.items() if name == rule and kind_of(what) == kind)
    return total / found.patients


def _stopped(cohorts: Named) -> Picture:
    def draw(axes: Sequence[Axes]) -> None:
        axis = axes[0]
        days, ends = cohorts[0][1].days, [shares_of(found) for _, found in cohorts]
        top = max(10, 1.25 * max(ends))
        heights = _apart(ends, least=0.09 * top)
        for (name, found), colour, dash, end, height in zip(cohorts, *LINES, ends, heights, strict=False):
            shares = [100 * count / found.patients for count in found.stopped_by_day]
            axis.step(range(len(shares)), shares, where="post", color=colour, linestyle=dash, linewidth=2.2)
            axis.annotate(
                f"{end:.1f} %  {name}", (days, height), xytext=(6, -3.5), textcoords="offset points", color=colour,
                fontweight="bold", annotation_clip=False,
            )  # fmt: skip
        axis.set(xlabel="Day of the programme", ylabel="Stopped at least once, %", ylim=(0, top))
        axis.set_xlim(0, days)
        axis.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))

    said = "; ".join(f"{name}: {found.stopped} of patients" for name, found in cohorts)
    return Picture(
        prose.STOPPED, f"Line of patients stopped at least once. By the end {said}.", _drawn(draw, 1, 3.2, "stopped")
    )


def shares_of(found: Figures) -> float:
    """Patients stopped by the end, in percent."""
    return 100 * (found.stopped.value or 0)


def _errors(cohorts: Named) -> Picture:
    outcomes = [outcome for outcome in Outcome if any(outcome in dict(found.steps) for _, found in cohorts)]

    def draw(axes: Sequence[Axes]) -> None:
        axis = axes[0]
        for offset, (name, found) in enumerate(cohorts):
            shares = _error_shares(found, outcomes)
            places = [len(shares) - place - 0.36 * offset for place in range(len(shares))]
            values = [100 * (share.value or 0) for _, share in shares]
            colour, hatch = ((BEFORE, ""), (AFTER, "//"))[offset]
            height = 0.34 if len(cohorts) > 1 else 0.6
            axis.barh(places, values, label=name, color=colour, hatch=hatch, edgecolor=PAPER, height=height)
            for place, value, (_, share) in zip(places, values, shares, strict=True):
                note = f"{share} ({share.part} of {share.whole})" if share.whole else "none to count"
                axis.annotate(note, (value, place), xytext=(5, -3.5), textcoords="offset points", fontsize=9)
            middles = [len(shares) - place - 0.18 * (len(cohorts) - 1) for place in range(len(shares))]
            axis.set_yticks(middles, [label for label, _ in shares])
        worst = max(100 * (share.value or 0) for _, found in cohorts for _, share in _error_shares(found, outcomes))
        axis.set(xlabel="Share, %", xlim=(0, max(10.0, 1.45 * worst)))
        axis.grid(visible=False, axis="y")
        if len(cohorts) > 1:
            axis.legend(loc="lower right")

    said = "; ".join(f"{n}: missed regress {f.missed_regress}, false advance {f.false_advance}" for n, f in cohorts)
    height = 1.2 + 0.4 * (6 + len(outcomes)) * (1 if len(cohorts) == 1 else 1.4)
    return Picture(prose.ERRORS, f"Bars of error shares. {said}.", _drawn(draw, 1, height, "errors"))


def _error_shares(found: Figures, outcomes: Sequence[Outcome]) -> list[tuple[str, Share]]:
    steps = dict(found.steps)
    return [
        ("Missed regress, all", found.missed_regress),
        *((prose.SEEN[seen], share) for seen, share in found.seen),
        ("of all missed, raised", found.raised),
        ("False advance, all", found.false_advance),
        *((f"at {outcome}", steps.get(outcome, Share(0, 0))) for outcome in outcomes),
    ]


def _pain(cohorts: Named) -> Picture:
    def draw(axes: Sequence[Axes]) -> None:
        axis = axes[0]
        for (name, found), colour, dash in zip(cohorts, *LINES, strict=False):
            weeks = [week + 1 for week, band in enumerate(found.pain) if band]
            bands = [band for band in found.pain if band]
            low, middle, high = ([band[place] for band in bands] for place in range(3))
            axis.fill_between(weeks, low, high, color=colour, alpha=0.14, linewidth=0)
            axis.plot(weeks, middle, color=colour, linestyle=dash, linewidth=2.2, marker="o", markersize=4, label=name)
        axis.set(xlabel="Week", ylabel="Worst pain told, 0-10", ylim=(0, 10))
        axis.legend(loc="upper right", title="Mean; shaded: the middle half")

    said = "; ".join(f"{name}: {_pain_in_words(found)}" for name, found in cohorts)
    return Picture(
        prose.PAIN,
        f"Line of the mean, with the middle half of patients shaded. {said}.",
        _drawn(draw, 1, 3.2, "pain"),
    )


def _pain_in_words(found: Figures) -> str:
    bands = [band for band in found.pain if band]
    return f"mean {bands[0][1]:.1f} in the first week and {bands[-1][1]:.1f} in the last" if bands else "nobody trained"
