"""What can be said of a run at a step: what it did, how good it is, how healthy it is, and what one picture needs."""
