"""Who may log in at central, and whose data each account may see."""
