"""The decoded images that a run learns from, and those that it is measured on."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_desktop.core.dataset.model import Skipped, SplitName
from cnn_desktop.engine.pipeline.store import ImageStore


@dataclass(frozen=True, slots=True)
class Data:
    """The decoded images of a run; `test` may be empty. Only `training` is ever augmented."""

    training: ImageStore
    validation: ImageStore
    test: ImageStore
    dropped: tuple[Skipped, ...] = ()  # by the split
    said: tuple[str, ...] = ()  # in sentences, of the state that the run goes on from

    @property
    def others(self) -> dict[SplitName, ImageStore]:
        """What is not trained on."""
        return {"validation": self.validation, "test": self.test}

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        stores = (("training", self.training), ("validation", self.validation), ("test", self.test))
        return tuple((name, len(store)) for name, store in stores if len(store))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Every image that is left out: by the split, or because it could not be read."""
        return (*self.dropped, *self.training.skipped, *self.validation.skipped, *self.test.skipped)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences about the state of the run and about reading the images; each once."""
        said = (*self.said, *(store.remark for store in (self.training, self.validation, self.test)))
        return tuple(dict.fromkeys(remark for remark in said if remark))
