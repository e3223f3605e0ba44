"""The coordinators' local page, whole without a network."""
