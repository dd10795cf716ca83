"""The image wall of every tab: any number of images with what is known of them, in view or a turn of the wheel away.

A `WallModel` holds the tiles and says which of them are shown in which order; an `ImageWall` shows them, and tells
which pictures it wants; a `WallBar` is the row of choices above it, a `TileMenu` what can be done with one image.
Decodes nothing and asks no engine.
"""

from cnn_desktop.gui.widgets.image_wall.arrangement import Arrangement
from cnn_desktop.gui.widgets.image_wall.tile import Tile
from cnn_desktop.gui.widgets.image_wall.tile_menu import TileMenu
from cnn_desktop.gui.widgets.image_wall.wall import ImageWall
from cnn_desktop.gui.widgets.image_wall.wall_bar import WallBar
from cnn_desktop.gui.widgets.image_wall.wall_model import WallModel

__all__ = ["Arrangement", "ImageWall", "Tile", "TileMenu", "WallBar", "WallModel"]
