"""Which epoch is the best, and whether training still gets anywhere. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from cnn_desktop.core.messages import EpochDone


def is_better(done: EpochDone, best: EpochDone | None) -> bool:
    """The higher validation accuracy; the lower loss, where they are equal."""
    return best is None or (done.val_accuracy, -done.val_loss) > (best.val_accuracy, -best.val_loss)


def best_of(history: Sequence[EpochDone]) -> EpochDone | None:
    """None before the first epoch is done."""
    return next((epoch for epoch in reversed(history) if epoch.is_best), None)


def has_stalled(history: Sequence[EpochDone], patience: int) -> bool:
    """Neither accuracy nor loss on validation has been at its best for `patience` epochs; of 0, nobody asks."""
    if patience == 0 or len(history) <= patience:
        return False
    recent, earlier = history[-patience:], history[:-patience]
    accuracy, loss = max(one.val_accuracy for one in earlier), min(one.val_loss for one in earlier)
    return all(one.val_accuracy <= accuracy and one.val_loss >= loss for one in recent)
