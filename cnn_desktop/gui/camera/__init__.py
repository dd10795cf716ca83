"""What a camera sees: live on the Predict tab, as pictures for a dataset, and at a station of a workbench."""
