package io.distsys.tracker;

import org.jspecify.annotations.Nullable;

/**
 * One step from a version of a node's entries to the next.
 *
 * @param id number of the entry
 * @param entry the entry from now on, or {@literal null} if it is gone
 */
record Change(long id, @Nullable Tracked entry) {

	/** About how many bytes it takes. */
	int size() {
		return (this.entry != null) ? Transfer.size(this.entry) : Long.BYTES;
	}

}
