"""For tests, ours and others': synthetic people, strategies, the contract suite for clients."""
