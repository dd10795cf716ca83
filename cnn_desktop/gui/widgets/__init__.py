"""What two tabs share: labels, buttons, cards, empty states, bars. Widgets here know no model and no message."""
