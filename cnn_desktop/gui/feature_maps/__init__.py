"""The Feature maps tab: what every layer does. Says so far what will be there."""
