"""A network as a list of layers: what the layer-stack editor edits, a JSON file keeps, and `engine.networks` builds."""
