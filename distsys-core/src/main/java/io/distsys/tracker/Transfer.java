package io.distsys.tracker;

import java.util.ArrayList;
import java.util.List;

import io.distsys.tracker.TrackerMessage.Part;

/** All entries of this node on their way to another one, part by part. */
final class Transfer {

	/** What an entry costs beside its key and value. */
	private static final int OVERHEAD = 16;

	private final Entries.Copy copy;

	private final int messageBytes;

	private int next;

	private int number;

	Transfer(Entries.Copy copy, int messageBytes) {
		this.copy = copy;
		this.messageBytes = messageBytes;
	}

	long version() {
		return this.copy.version();
	}

	/** The next part; there is at least one, perhaps without entries. */
	Part next() {
		List<Tracked> entries = new ArrayList<>();
		int bytes = 0;
		while (this.next < this.copy.entries().size() && bytes < this.messageBytes) {
			Tracked entry = this.copy.entries().get(this.next++);
			entries.add(entry);
			bytes += size(entry);
		}
		return new Part(version(), this.number++, isOver(), entries);
	}

	boolean isOver() {
		return this.next == this.copy.entries().size();
	}

	static int size(Tracked entry) {
		return OVERHEAD + entry.key().length() + entry.value().length;
	}

}
