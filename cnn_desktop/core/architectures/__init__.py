"""The catalogue of networks: what each is, when to choose it, and its recipe, the settings it trains well with.

Every entry is a preset as well: `--preset KEY` and `--architecture KEY` are the same complete configuration.
Builds nothing: layer stacks are data of `core.stack`, the other networks are built in `engine/networks`.
"""

from cnn_desktop.core.architectures.catalogue import ARCHITECTURES
from cnn_desktop.core.architectures.entry import LEAST_FIRST_SIZE, OWN, Architecture, Kind
from cnn_desktop.core.architectures.finding import BY_KEY, DEFAULT, architecture, require_layers

__all__ = [
    "ARCHITECTURES",
    "BY_KEY",
    "DEFAULT",
    "LEAST_FIRST_SIZE",
    "OWN",
    "Architecture",
    "Kind",
    "architecture",
    "require_layers",
]
