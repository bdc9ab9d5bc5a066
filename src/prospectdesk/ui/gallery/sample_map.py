"""A map of invented companies around Lyon for the gallery: every type, clusters, a circle, a round."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import heading
from prospectdesk.ui.kit.map.view import MapView

PLACE = (45.7606, 4.8611)
NUMBERS = (46, 31, 58, 112, 87, 950)
"""Companies of each type, as in the mock-up."""
STOPS = ((45.7606, 4.8611), (45.848, 4.742), (45.886, 4.90), (45.79, 5.02), (45.695, 4.945))
KM_OF_DEGREE = 111.2


def sample_map() -> QWidget:
    """The map in a card."""
    card = Card()
    card.box.addWidget(heading(QCoreApplication.translate("Gallery", "Carte")))
    view = MapView("gallery.map")
    random = np.random.default_rng(45)
    total = sum(NUMBERS)
    km, around = 30 * random.random(total) ** 0.7, random.random(total) * 2 * np.pi
    latitudes = PLACE[0] + km * np.cos(around) / KM_OF_DEGREE
    longitudes = PLACE[1] + km * np.sin(around) / KM_OF_DEGREE / np.cos(np.radians(PLACE[0]))
    kinds = random.permutation(np.repeat(np.arange(len(NUMBERS), dtype=np.uint8), NUMBERS))
    view.set_place(*PLACE)
    view.set_points(latitudes, longitudes, kinds)
    view.set_names(lambda index: QCoreApplication.translate("Gallery", "Société {0}").format(index + 1))
    view.route(STOPS)
    view.setFixedHeight(520)
    card.box.addWidget(view)
    return card
