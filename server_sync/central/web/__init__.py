"""What people ask central for in a browser: prompts, people, days, terminals."""
