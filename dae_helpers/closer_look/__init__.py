"""A closer look: short sections on the best map, its error, its slopes, what training draws, and sampling."""
