"""What is said of a scan of the dataset. Pure: no widget."""

from __future__ import annotations

from cnn_desktop.core.messages import ScannedChannels
from cnn_desktop.core.names import counted, quoted_folder, shown_name
from cnn_desktop.gui.feature_maps.words import number, share
from cnn_desktop.gui.models.channel_scan_model import ScanState


def offer(state: ScanState) -> str:
    """What looking through the folder would tell; or why it did not."""
    if state.problem is not None:
        return f"{state.problem.message} {state.problem.hint}"
    if state.folder is None:
        return "What does this channel like most? The images of this network are not here: choose a folder of others."
    if state.phase == "looking":
        return f"Looking up what is known of {quoted_folder(state.folder)}…"
    images = counted(state.images, "image") if state.images else "the images"
    return f"What does this channel like most among {images} of {quoted_folder(state.folder)}, and does it ever wake?"


def why_not(state: ScanState) -> str:
    """Why nothing can be looked through now; empty: it can."""
    if state.folder is None:
        return "Choose a folder first."
    return "One moment." if state.phase == "looking" else ""


def time_left(done: int, total: int, seconds: float) -> str:
    """“, 40 s left”; nothing while that is a guess."""
    if done < 32 or seconds < 2 or done >= total:
        return ""
    left = seconds * (total - done) / done
    return f", {left:.0f} s left" if left < 90 else f", {left / 60:.0f} min left"


def channel(found: ScannedChannels, which: int, mean: float | None) -> str:
    """Of one channel, over all images; `mean` is that of the image looked at."""
    images = counted(found.images, "image")
    if found.is_dead[which]:
        return (
            f"Never above 0 in {images}. Of images like these, at most {share(found.most_alive)} would wake it "
            "(95 % certain)."
        )
    average, deviation = float(found.mean[which]), float(found.deviation[which])
    parts = [f"Mean {number(average, 3)} ± {number(deviation, 3)} over {images}{_apart(mean, average, deviation)}."]
    at_end = float(found.saturated[which])
    ended = f", at its end in {share(at_end)}" if at_end > 0.001 else ""
    parts.append(f"Above 0 in {share(float(found.active[which]))}{ended}.")
    chosen = found.selectivity
    if chosen is not None and chosen.is_certain[which]:
        name = shown_name(found.classes[int(chosen.favourite[which])])
        parts.append(f"Prefers {name} ({float(chosen.index[which]):.2f} of 1).")
    dead = int(found.is_dead.sum())
    if dead:
        parts.append(f"{dead:,} of {len(found.mean):,} channels never woke.")
    return " ".join(parts)


def _apart(mean: float | None, average: float, deviation: float) -> str:
    """How far the image looked at is from the usual, in standard deviations."""
    if mean is None or deviation <= 0:
        return ""
    apart = round((mean - average) / deviation, 1) or 0.0  # and not −0
    return f"; this image {apart:+.1f} σ".replace("-", "−")
