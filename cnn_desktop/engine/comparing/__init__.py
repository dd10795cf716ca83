"""Two networks, two images or two epochs side by side: where they part, and how alike their layers are."""
