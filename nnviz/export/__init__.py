"""What of a run can be taken away: a script that repeats it, its weights, its loss history, its pictures."""
