"""A closer look: ten short sections on the best map, its error, its slopes, and what training draws."""
