"""What a coordinator's browser asks for."""
