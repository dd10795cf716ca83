"""The difference between two runs in plain sentences, the same in every door."""

from __future__ import annotations

from cnn_desktop.core.names import counted, joined, quoted
from cnn_desktop.core.results.difference import Paired, Unpaired


def points(gain: float) -> str:
    """“3.1 points”: of a difference of shares, its size."""
    return f"{abs(100 * gain):.1f} points"


def verdict(first: str, second: str, found: Paired | Unpaired) -> str:
    """In a few words, of the `second` run to the `first`."""
    if not found.is_more_than_chance:
        return f"No difference to {quoted(first)} that is more than chance."
    return f"{quoted(second)} is {'better' if found.gain > 0 else 'worse'} than {quoted(first)}: more than chance."


def explained(first: str, second: str, found: Paired | Unpaired, split: str) -> str:
    """What the verdict rests on."""
    return _paired(first, second, found, split) if isinstance(found, Paired) else _unpaired(first, second, found, split)


def _paired(first: str, second: str, found: Paired, split: str) -> str:
    same = f"the same {counted(found.n, f'{split} image')}"
    right, wrong = len(found.became_right), len(found.became_wrong)
    if not right and not wrong:
        return f"On {same}, both have right and wrong exactly the same ones."
    changes = []
    if right:
        changes.append(f"{right:,} right that {quoted(first)} had wrong")
    if wrong:
        changes.append(f"{wrong:,} wrong that {quoted(first)} had right")
    size = f"a difference of {points(found.gain)}" if found.gain else "which makes no difference"
    chance = f"Chance alone would bring one as large in {_share(found.p_value)} of cases (McNemar’s test)."
    return f"Of {same}, {quoted(second)} has {joined(changes)}: {size}. {chance}"


def _unpaired(first: str, second: str, found: Unpaired, split: str) -> str:
    low, high = found.interval
    return (
        f"The two were scored on different {split} images ({found.first[1]:,} and {found.second[1]:,}). "
        f"{quoted(second)} less {quoted(first)} lies between {_signed(low)} and {_signed(high)} points (95 %)."
    )


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "\N{MINUS SIGN}")


def _share(p: float) -> str:
    if p < 0.001:
        return "less than 0.1 %"
    return f"{100 * p:.1f} %" if p < 0.1 else f"{100 * p:.0f} %"
