"""The Learn pane of the Feature maps tab: the papers' worked examples, computed with whatever numbers one types."""
