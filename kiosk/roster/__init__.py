"""The roster: the least that the door needs to know, as central last sent it."""
