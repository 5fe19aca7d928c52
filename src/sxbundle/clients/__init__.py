"""Ways to a hall: the contract, the values that pass, and the clients that keep it."""
