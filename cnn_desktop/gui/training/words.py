"""What the Train tab says: states and numbers as short sentences. Pure functions, no widget."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cnn_desktop.core.config import TrainingConfig
from cnn_desktop.core.dataset.model import DatasetSummary
from cnn_desktop.core.evaluation import Score
from cnn_desktop.core.messages import EpochDone, StageProgress, TrainingFinished
from cnn_desktop.core.progress import Progress
from cnn_desktop.gui.models.runs_model import RunEntry

GAP = "\N{NO-BREAK SPACE}"  # between a number and its unit
DOT = " · "

STAGES = {
    "scanning": "Looking through the folder",
    "decoding": "Reading the images",
    "building": "Building the network",
    "waiting": "Waiting for the other workers",
    "extracting": "Computing the features of the images",
    "finishing": "Measuring the best epoch",
}
SPLIT_WORDS = {"training": "training", "validation": "validation", "test": "test"}
_RECENT = 3  # epochs that the time left of a run watched by its folder is reckoned from


def counted(n: int, noun: str, plural: str = "") -> str:
    """“1 image”, “1,377 images”."""
    return f"{n:,}{GAP}{noun if n == 1 else plural or noun + 's'}"


def percent(share: float, digits: int = 1) -> str:
    """0.9312 as “93.1 %”."""
    return f"{100 * share:.{digits}f}{GAP}%"


def time_left(seconds: float) -> str:
    """How long a run still takes, as exactly as one can know."""
    if not 0 <= seconds < 1e7:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"{5 * round(seconds / 5)}{GAP}s left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes}{GAP}min left"
    hours, minutes = divmod(5 * round(minutes / 5), 60)
    return f"{hours}{GAP}h {minutes}{GAP}min left" if minutes else f"{hours}{GAP}h left"


def duration(seconds: float) -> str:
    """How long something took."""
    if seconds < 90:
        return f"{seconds:.0f}{GAP}s"
    minutes = round(seconds / 60)
    return f"{minutes}{GAP}min" if minutes < 90 else f"{minutes // 60}{GAP}h {minutes % 60}{GAP}min"


def about(seconds: float) -> str:
    """How long something would take: “About 40 s”, “About 4 min”, “About 2 h 30 min”."""
    if seconds < 90:
        return f"About {max(5, 5 * round(seconds / 5))}{GAP}s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"About {minutes}{GAP}min"
    hours, minutes = divmod(30 * round(minutes / 30), 60)
    return f"About {hours}{GAP}h {minutes}{GAP}min" if minutes else f"About {hours}{GAP}h"


def learning_rate(value: float) -> str:
    """As short as it is exact to two digits: “0.0021”, “2.1e-5”."""
    return f"{value:.2g}".replace("e-0", "e-").replace("e+0", "e")


def rate(images_per_second: float) -> str:
    shown = f"{images_per_second:,.0f}" if images_per_second >= 10 else f"{images_per_second:.1f}"
    return f"{shown} images/s"


def stage(progress: StageProgress | None) -> str:
    """What is done before and after the epochs: “Reading the images: 812 of 1,377”."""
    if progress is None:
        return "Starting the training process"
    words = STAGES[progress.stage]
    return f"{words}: {progress.done:,} of {progress.total:,}" if progress.total else words


def epoch(progress: Progress) -> str:
    """“Epoch 9 of 30”: the one under way, or the last one."""
    of = f" of {progress.config.epochs:,}" if progress.config and progress.config.epochs else ""
    return f"Epoch {current_epoch(progress):,}{of}"


def current_epoch(progress: Progress) -> int:
    """From 1. A run watched by its folder is in the epoch after the last one written down."""
    done = len(progress.epochs)
    if progress.batch:
        return max(progress.batch.epoch, done)
    planned = (progress.config.epochs if progress.config else None) or done + 1
    return max(1, min(done + (1 if progress.is_active else 0), planned))


def pace(progress: Progress) -> str:
    """“batch 31 of 43 · 412 images/s · 4 min left”, as far as it is known."""
    batch = progress.batch
    if batch is None:
        return DOT.join(part for part in (_epoch_pace(progress), time_left(_seconds_left(progress))) if part)
    parts = [f"batch {batch.batch:,} of {batch.batches:,}", rate(batch.images_per_second)]
    if progress.config and progress.config.precision == "bfloat16":
        gain = f", {progress.tried.gain:.1f}{GAP}× as fast" if progress.tried else ""
        parts.append(f"bfloat16{gain}")
    if progress.phase == "running":
        parts.append(time_left(batch.seconds_left))
    return DOT.join(part for part in parts if part)


def _epoch_pace(progress: Progress) -> str:
    return rate(progress.epochs[-1].images_per_second) if progress.epochs else "the first epoch is under way"


def _seconds_left(progress: Progress) -> float:
    recent = progress.epochs[-_RECENT:]
    planned = (progress.config.epochs if progress.config else None) or 0
    if not recent or progress.phase != "running":
        return -1.0
    return (planned - len(progress.epochs)) * sum(done.seconds for done in recent) / len(recent)


def score(score: Score) -> str:
    """“93.1 %, between 91.2 and 94.6 %, of 359 validation images”: never a share without its n and its interval."""
    low, high = score.interval
    images = counted(score.n, f"{SPLIT_WORDS[score.split]} image")
    return f"{percent(score.accuracy)}, between {100 * low:.1f} and {percent(high)}, of {images}"


def baseline(score: Score) -> str:
    return f"Always answering the most frequent class would reach {percent(score.majority)}."


def kept_epoch(finished: TrainingFinished, epochs: tuple[EpochDone, ...]) -> str:
    """Which epoch is kept, and why the run ended where it did."""
    done = len(epochs)
    if finished.best_epoch == 0:
        return "Stopped before the first epoch was whole; the network of that moment is kept."
    kept = f"epoch {finished.best_epoch:,} is kept, the one with the highest validation accuracy"
    match finished.reason:
        case "stopped":
            return f"Stopped after {counted(done, 'epoch')}; {kept}."
        case "no_improvement":
            return f"Ended after {counted(done, 'epoch')}, when nothing improved any more; {kept}."
        case "completed":
            return f"All {counted(done, 'epoch')} done; {kept}." if done > 1 else "The one epoch is done and kept."


def left_out(images: int) -> str:
    """“3 images were left out”."""
    return f"{counted(images, 'image')} {'was' if images == 1 else 'were'} left out"


def dataset_line(summary: DatasetSummary) -> str:
    """“1,377 images · 10 classes”."""
    return counted(summary.images, "image") + DOT + counted(len(summary.classes), "class", "classes")


def news_of(entries: Sequence[RunEntry], folder: Path | None) -> str:
    """What changed in a dataset since its last run; empty where nothing did, or there is none."""
    last = next((entry for entry in entries if entry.folder_of_dataset == folder), None)
    if last is None or not last.stale:
        return ""
    return f"{last.stale.words.removesuffix(' since')} since the last run, “{last.name}”. Train again to use them."


def own_splits(summary: DatasetSummary) -> str:
    """“Already split by its folders”; empty where the folder has no ready-made split."""
    return "Already split by its folders" if summary.splits else ""


def problems(summary: DatasetSummary) -> str:
    """“1 file skipped, 2 duplicates, 1 warning”; empty where nothing was found."""
    parts = []
    if summary.skipped_total:
        parts.append(counted(summary.skipped_total, "file") + " skipped")
    if summary.duplicates_total:
        parts.append(counted(summary.duplicates_total, "duplicate"))
    if summary.warnings:
        parts.append(counted(len(summary.warnings), "warning"))
    return ", ".join(parts)


def settings_in_force(config: TrainingConfig) -> str:
    """One line for the run under way: “Residual network (small) · 96 px · batch 32”."""
    return DOT.join((config.title, f"{config.image_size}{GAP}px", f"batch {config.batch_size}"))
