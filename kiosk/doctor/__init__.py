"""What is wrong with this terminal. It looks, and changes nothing."""
