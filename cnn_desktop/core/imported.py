"""Where a model comes from that was not trained here: what its run folder keeps in place of a training's settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias, get_args

InputScale: TypeAlias = Literal["model", "-1..1", "0..1", "0..255"]

INPUT_SCALES: tuple[InputScale, ...] = get_args(InputScale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A file of another program, as it was opened."""

    file: str  # its name; where it lay says nothing on another computer
    sha256: str  # of the file
    program: str  # that made it, as far as it tells: “Teachable Machine”, “Keras”
    outputs: int  # of the last layer: the classes, or one sigmoid unit
    input_scale: InputScale  # the values the network was given; "model": it scales pixels itself
    notes: tuple[str, ...] = ()  # what was repaired or assumed, in plain words
    findings: tuple[str, ...] = ()  # what the file was checked for, and what it holds

    @property
    def title(self) -> str:
        """What the network is called in a list."""
        return f"Imported from {self.program}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"notes": list(self.notes), "findings": list(self.findings)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Imported:
        """The inverse of `to_json`. Raises KeyError or ValueError where it is damaged."""
        if values["input_scale"] not in INPUT_SCALES:
            raise ValueError(f"input_scale {values['input_scale']}")
        return cls(
            file=str(values["file"]),
            sha256=str(values["sha256"]),
            program=str(values["program"]),
            outputs=int(values["outputs"]),
            input_scale=values["input_scale"],
            notes=tuple(str(note) for note in values["notes"]),
            findings=tuple(str(one) for one in values.get("findings", ())),
        )
