"""What terminal and central exchange: bytes, keys and signatures."""
