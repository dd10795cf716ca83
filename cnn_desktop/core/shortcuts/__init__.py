"""Does a network look at what it should? Images altered in one way at a time, and what that costs."""
