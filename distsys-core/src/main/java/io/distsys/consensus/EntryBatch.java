package io.distsys.consensus;

import java.util.List;

import io.microraft.model.log.LogEntry;

/**
 * How much of the log travels in one message. MicroRaft counts entries, however long they
 * are: a batch that is too long for a message would be sent in vain for ever, and one
 * that just fits keeps the renewals of leases waiting.
 */
final class EntryBatch {

	/** The control lane takes eight times as much for one node at one time. */
	static final int BYTES = 1024 * 1024;

	private EntryBatch() {
	}

	/**
	 * How many entries travel together.
	 * @param entries those that are to be sent, in order
	 * @return how many of the first ones; at least one if there are any
	 */
	static int fitting(List<LogEntry> entries) {
		long bytes = 0;
		int fitting = 0;
		for (LogEntry entry : entries) {
			bytes += (entry.getOperation() instanceof byte[] command) ? command.length : 0;
			if (fitting > 0 && bytes > BYTES) {
				break;
			}
			fitting++;
		}
		return fitting;
	}

}
