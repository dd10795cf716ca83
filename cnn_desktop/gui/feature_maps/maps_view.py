"""Image, maps and channel side by side: shows the maps of a `FeatureMapsModel`, and passes on what is done."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cnn_desktop.core.messages import Colours, KernelsReady, MapsReady
from cnn_desktop.core.receptive_field import Pair, on_image, seen_by
from cnn_desktop.gui.feature_maps.channel_card import ChannelCard
from cnn_desktop.gui.feature_maps.dataset_page import DatasetPage
from cnn_desktop.gui.feature_maps.drawing_pane import DrawingPane
from cnn_desktop.gui.feature_maps.image_card import ImageCard
from cnn_desktop.gui.feature_maps.live_view import Cards, LiveView
from cnn_desktop.gui.feature_maps.mosaic_card import MosaicCard
from cnn_desktop.gui.feature_maps.palettes import palette
from cnn_desktop.gui.feature_maps.pin_button import PinButton
from cnn_desktop.gui.feature_maps.pin_row import PinRow
from cnn_desktop.gui.feature_maps.receipt_page import ReceiptPage
from cnn_desktop.gui.feature_maps.save_button import SaveButton
from cnn_desktop.gui.models.drawing_source import DrawingSource
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.feature_maps_state import MapsState
from cnn_desktop.gui.models.live_maps_model import LiveMapsModel
from cnn_desktop.gui.models.patches_model import Patch
from cnn_desktop.gui.surgery.surgery_view import SurgeryView
from cnn_desktop.gui.theme import SPACE, theme
from cnn_desktop.gui.widgets import buttons

SIDES = (240, 280)  # pixels; the least widths of the left and the right card
BUSY_AFTER_MS = 300  # what takes less is not worth a word


class MapsView(QWidget):
    """The row of three cards."""

    choose_asked = Signal()  # of an image

    def __init__(self, model: FeatureMapsModel) -> None:
        super().__init__()
        self._model = model
        self._choice: Colours = "viridis"
        self._is_explaining = False
        self._receipt = ReceiptPage()
        self._image = ImageCard()
        self.mosaic = MosaicCard(self._receipt)
        self._channel = ChannelCard()
        self._sheet: DrawingPane | None = None
        self._live: LiveMapsModel | None = None
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.setInterval(BUSY_AFTER_MS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + SPACE // 2)
        self.surgery = SurgeryView(model, self.mosaic.mosaic, self)
        self._pin = PinButton(model.pins, self)
        self._pin.button.setProperty("room", "little")
        self._channel.add_tools(self._pin.button)
        self._channel.add_tools(self.surgery.tools)
        self._pins = PinRow(model.pins, self.mosaic.mosaic)
        self.mosaic.add_pins(self._pins)
        for part in (self.mosaic, self._channel):
            self.surgery.gains_changed.connect(part.show_gains)
        self._image.add_altered(self.surgery.altered)
        self._image.setMinimumWidth(SIDES[0])
        self._channel.setMinimumWidth(SIDES[1])
        row.addWidget(self._image, 22)
        row.addWidget(self.mosaic, 54)
        row.addWidget(self._channel, 24)
        for host in (self.mosaic, self._channel):
            self.surgery.tools.add_keys(host)
        self._bind()

    def _bind(self) -> None:
        model, one = self._model, self._model.one
        self._image.choose_asked.connect(self.choose_asked)
        self._image.stepped.connect(model.step_image)
        self._image.answer.why_asked.connect(model.heat.want)
        model.heat.changed.connect(self._image.show_why)
        self._image.counts_asked.connect(model.effective.toggle)
        model.effective.changed.connect(self._image.show_effective)
        self.mosaic.scale_chosen.connect(model.choose_scale)
        self.mosaic.pre_chosen.connect(model.choose_pre)
        self.mosaic.palette_chosen.connect(self._on_palette_chosen)
        self.mosaic.explain_toggled.connect(self.explain)
        self.mosaic.mosaic.channel_chosen.connect(model.choose_channel)
        self.mosaic.mosaic.layer_stepped.connect(model.step_layer)
        self.mosaic.mosaic.explain_asked.connect(self.start_explaining)
        self._channel.map.unit_chosen.connect(model.choose_unit)
        self._channel.map.unit_pointed.connect(self._on_unit_pointed)
        self._channel.map.explain_asked.connect(self.start_explaining)
        dataset = DatasetPage(model.scan, model)
        self._channel.add_page("Dataset", "stack", dataset)
        dataset.patch_chosen.connect(self._on_patch_chosen)
        self.save_button = SaveButton(model, self.mosaic.appearance, lambda: self._image.opacity)
        self.mosaic.add_saving(self.save_button, self.save_button.note)
        self.mosaic.order.class_wanted.connect(model.weights.want)
        model.weights.changed.connect(self.mosaic.order.show_weights)
        self._busy.timeout.connect(self._on_busy)
        one.chosen.connect(self._on_channel)
        one.unit_changed.connect(self._on_unit)
        one.values_changed.connect(self._channel.show_values)
        one.kernels_changed.connect(self._on_kernels)
        one.receipt_changed.connect(self._receipt.show_explained)
        model.maps_changed.connect(self._on_maps)
        model.overview_changed.connect(self._show_marks)
        model.state_changed.connect(self.show_state)
        model.run_images.changed.connect(self._on_run_images)
        theme().changed.connect(self._show_palettes)
        self.show_state(model.state)

    def offer_drawing(self, source: DrawingSource) -> None:
        """The sheet of `source` as a way to an image, in place of the picture while it is on."""
        self._sheet = DrawingPane(source.drawing)
        button = buttons.icon_button("pencil-simple", "Draw the image (F)")
        self._image.add_source(button, self._sheet)
        button.clicked.connect(source.start)
        self._sheet.left.connect(source.stop)
        source.changed.connect(self._on_drawing)

    def offer_camera(self, live: LiveMapsModel) -> None:
        """What a camera sees as a way to an image."""
        self._live = live
        cards = Cards(self._image, self.mosaic, self._channel)
        self._live_view = LiveView(live, self._model, cards, self)
        self.save_button.menu().aboutToShow.connect(live.freeze)

    # ------------------------------------------------------------ showing

    @Slot(object)
    def show_state(self, state: MapsState) -> None:
        self.mosaic.show_layer(state.info, state.pre, state.scale)
        self.mosaic.order.show_classes(state.network.classes if state.network else ())
        self._on_run_images()
        if state.phase == "working":
            self._busy.start()
        else:
            self._busy.stop()
            self.mosaic.show_busy(False)

    @Slot()
    def _on_busy(self) -> None:
        self.mosaic.show_busy(True)

    @Slot(object)
    def _on_maps(self, maps: MapsReady | None) -> None:
        self._show_palettes()
        self.mosaic.show_maps(maps)
        self._show_marks()
        self._receipt.set_flat(maps is not None and maps.levels.shape[1:] == (1, 1))
        if maps is None:
            self._image.show_seen(QPixmap())
            self._image.answer.show_answer(None)
            self._image.show_field(None, None, 0)
            self._channel.show_channel(None, 0)
            self._pin.refresh()
            return
        self._image.renew(maps.seen)
        image = self._model.state.image
        true_class = self._model.run_images.true_class(image.file) if image and image.file else ""
        if self._model.surgery.surgery:
            self._image.answer.show_altered(maps.unaltered, maps.prediction)
        else:
            self._image.answer.show_answer(maps.prediction, true_class)

    @Slot()
    def _on_run_images(self) -> None:
        image, images = self._model.state.image, self._model.run_images
        if image is not None:
            self._image.show_image(image.name, images.place(image.file), len(images.files))

    @Slot(object)
    def _on_channel(self, channel: int) -> None:
        self.mosaic.show_channel(channel)
        maps = self._model.maps
        classes = self._model.state.classes_of(maps.layer) if maps is not None else ()
        self._channel.show_channel(maps, channel, classes)
        self._pin.refresh()
        self._pins.show_here()

    @Slot(object)
    def _on_kernels(self, kernels: KernelsReady | None) -> None:
        info = self._model.state.info
        self._channel.show_kernels(kernels, has_parameters=info is not None and info.parameters > 0)

    @Slot(object)
    def _on_unit(self, unit: Pair) -> None:
        self._channel.show_unit(unit)
        self._show_field(unit)

    @Slot(object)
    def _on_drawing(self, is_on: bool) -> None:
        self._image.show_source(self._sheet if is_on else None)
        if is_on and self._sheet is not None:
            self._sheet.pad.setFocus()

    @Slot()
    def _show_marks(self) -> None:
        """Of the maps that are shown, where they are what the layer puts out."""
        maps, overview = self._model.maps, self._model.overview
        layers = overview.layers if overview is not None and maps is not None and not maps.pre else ()
        self.mosaic.show_marks(next((one for one in layers if maps is not None and one.layer == maps.layer), None))

    @Slot(object)
    def _on_patch_chosen(self, patch: Patch) -> None:
        """The image, with the same unit: it stays where maps have the same size."""
        self._model.choose_unit((patch.row, patch.column))
        self._model.open_file(patch.file)

    @Slot(object)
    def _on_unit_pointed(self, unit: Pair | None) -> None:
        self._channel.show_pointed(unit)
        self._show_field(self._model.one.unit if unit is None else unit)

    def _show_field(self, unit: Pair) -> None:
        """What `unit` of the maps that are shown sees."""
        maps, network = self._model.maps, self._model.state.network
        info = self._model.state.info_of(maps.layer) if maps else None
        if maps is None or network is None or info is None:
            self._image.show_field(None, None, 0)
            return
        row, column = (self._model.one.channel, 0) if len(info.output) == 1 else unit
        box = seen_by(network.nodes, maps.layer, row, column)
        self._image.show_field(None if maps.levels.shape[1:] == (1, 1) else unit, box, network.preparation.size)
        if self._sheet is not None:
            height, width = maps.image_size
            self._sheet.show_field(on_image(box, network.preparation, height, width) if box else None, width)

    # ------------------------------------------------------------ colours

    @Slot()
    def _show_palettes(self) -> None:
        maps, name = self._model.maps, theme().tokens.name
        if maps is None:
            return
        is_signed = maps.is_signed
        chosen = palette(self._choice, name, is_signed=is_signed)
        signed = palette(self._choice, name, is_signed=True)
        self.mosaic.show_palette(self._choice, chosen, is_signed=is_signed)
        self._channel.show_palettes(chosen, signed)
        self._receipt.show_palette(signed)
        self._pins.show_palettes(palette(self._choice, name, is_signed=False), signed)

    @Slot(object)
    def _on_palette_chosen(self, choice: Colours) -> None:
        self._choice = choice
        self._show_palettes()

    # ------------------------------------------------------------ receipts

    @Slot(object)
    def explain(self, is_wanted: bool) -> None:
        """The receipt of the marked value in place of all channels, or the other way round."""
        if is_wanted and self._live is not None:
            self._live.freeze()  # a value that is gone the next moment cannot be explained
        self._is_explaining = is_wanted
        self.mosaic.show_explaining(is_wanted)
        self._model.one.explain(is_wanted)

    @Slot()
    def start_explaining(self) -> None:
        if not self._is_explaining:
            self.explain(True)

    @Slot()
    def toggle_explaining(self) -> None:
        self.explain(not self._is_explaining)

    @Slot()
    def stop_explaining(self) -> None:
        if self._is_explaining:
            self.explain(False)
            self.mosaic.mosaic.setFocus()

    @Slot()
    def save(self) -> None:
        """Ask what is to be saved of the maps, which are shown again."""
        self.stop_explaining()
        self.save_button.showMenu()

    @Slot()
    def toggle_heat(self) -> None:
        """Where the class was found, over the image, or no more."""
        if self._model.maps is not None:
            self._model.heat.want(not self._model.heat.shown.is_wanted)

    @Slot()
    def toggle_pre(self) -> None:
        self._model.choose_pre(not self._model.state.pre)
