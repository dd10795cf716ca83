"""The Predict tab: choose a network, give images, see what it takes each for and how sure it is."""
