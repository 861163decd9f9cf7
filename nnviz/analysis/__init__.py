"""Analyses of a run at one step: what the step did, how good and how healthy the network is, and what pictures need."""
