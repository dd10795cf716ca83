"""The pages beside the maps: one goes there by a button or a key, and comes back. Made when they are first wanted."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from cnn_desktop.gui.comparing.compare_page import ComparePage
from cnn_desktop.gui.explanations.why_page import WhyPage
from cnn_desktop.gui.feature_maps.choose_page import ChoosePage
from cnn_desktop.gui.learn.learn_page import LearnPage
from cnn_desktop.gui.maximisation.maximisation_page import MaximisationPage
from cnn_desktop.gui.models.feature_maps_model import FeatureMapsModel
from cnn_desktop.gui.models.own_numbers import OwnNumbers
from cnn_desktop.gui.projection.projection_page import ProjectionPage
from cnn_desktop.gui.surgery.surgery_page import SurgeryPage
from cnn_desktop.gui.time_lapse.time_lapse_page import TimeLapsePage
from cnn_desktop.gui.widgets import buttons
from cnn_desktop.gui.widgets.pages import Pages


class SidePages(Pages):
    """Each page says by its `left` that one wants to go back to `maps`."""

    file_chosen = Signal(object)  # Path
    file_asked = Signal()
    draw_asked = Signal()
    opening = Signal()  # one of them is about to be shown

    def __init__(self, maps: QWidget, model: FeatureMapsModel) -> None:
        super().__init__()
        self._maps, self._model = maps, model
        self._own_numbers = OwnNumbers(model.one, self)  # from the first channel on
        self._came_from: QWidget = maps
        self.addWidget(maps)

    def go(self, page: QWidget, came_from: QWidget) -> None:
        """Show `page`; who goes back finds the keyboard at `came_from`."""
        self._came_from = came_from
        self.opening.emit()
        self.setCurrentWidget(page)

    def is_open(self, name: str) -> bool:
        """Whether the page of that property is shown."""
        return self.currentWidget() is self.__dict__.get(name)

    @Slot()
    def back(self) -> None:
        if self.currentWidget() is not self._maps:
            self.setCurrentWidget(self._maps)
            self._came_from.setFocus()

    # ------------------------------------------------------------ each, when it is first wanted

    @cached_property
    def choice(self) -> ChoosePage:
        """Of an image."""
        page = ChoosePage(self._model.run_images, self._model.thumbnails)
        draw = buttons.plain("Draw", "pencil-simple")
        draw.clicked.connect(self.draw_asked)
        page.add_way(draw)
        page.file_chosen.connect(self.file_chosen)
        page.file_asked.connect(self.file_asked)
        page.left.connect(self.back)
        self.addWidget(page)
        return page

    @cached_property
    def reasons(self) -> WhyPage:
        """Where the classes were found, by eight methods."""
        page = WhyPage(self._model.explanation, self._model)
        page.left.connect(self.back)
        self.addWidget(page)
        return page

    @cached_property
    def films(self) -> TimeLapsePage:
        """The training of the run seen again."""
        page = TimeLapsePage(self._model.time_lapse)
        page.left.connect(self.back)
        self.addWidget(page)
        return page

    @cached_property
    def maximisation(self) -> MaximisationPage:
        """The image that a channel or a class answers to most."""
        page = MaximisationPage(self._model)
        page.left.connect(self.back)
        self.addWidget(page)
        return page

    @cached_property
    def surgery(self) -> SurgeryPage:
        """All images with altered channels."""
        page = SurgeryPage(self._model)
        page.left.connect(self.back)
        self.addWidget(page)
        return page

    @cached_property
    def comparing(self) -> ComparePage:
        """Two images, two runs or two epochs."""
        page = ComparePage(self._model.comparing, self._model, self._model.chosen)
        page.left.connect(self.back)
        self.addWidget(page)
        return page

    @cached_property
    def projection(self) -> ProjectionPage:
        """All images of the run as points."""
        page = ProjectionPage(self._model.projection)
        page.image_opened.connect(self.file_chosen)
        page.left.connect(self.back)
        self.addWidget(page)
        return page

    @cached_property
    def lessons(self) -> LearnPage:
        page = LearnPage(self._own_numbers)
        page.left.connect(self.back)
        self.addWidget(page)
        return page
