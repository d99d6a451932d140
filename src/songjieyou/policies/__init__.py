"""送: which policies fit a firm, and the money in them."""
