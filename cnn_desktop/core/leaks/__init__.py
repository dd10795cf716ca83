"""Images that know each other across a split: near-duplicates, turned and mirrored ones, frames of one burst."""
