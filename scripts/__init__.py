"""What works on the project from outside: the browser for tests and benchmarks, the README's pictures."""
