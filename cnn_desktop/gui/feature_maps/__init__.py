"""The Feature maps tab: a network and an image, layer by layer, channel by channel, down to a single value."""
