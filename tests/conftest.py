"""Less garbage collection: whole laws stay in memory all the while, and searching them again and again takes long."""

import gc

gc.set_threshold(200_000, 50, 50)
