"""Tests of the engine; a package, so that other rooms may have test modules of the same name."""
