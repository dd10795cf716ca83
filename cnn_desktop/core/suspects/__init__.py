"""Labels that are probably wrong, ranked by what speaks against them."""
