"""Graph -> answers: communities, labels, paths, positions, papers by name."""
