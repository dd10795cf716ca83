"""What each tab knows: verbs, and one signal for each thing that changes. QtCore only; no widget, no pixel."""
