package io.distsys.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What waits for one worker, in order. Not thread-safe. */
final class Mailbox {

	private final Deque<Mail> mails = new ArrayDeque<>(2);

	boolean isEmpty() {
		return this.mails.isEmpty();
	}

	int size() {
		return this.mails.size();
	}

	void add(Mail mail) {
		this.mails.addLast(mail);
	}

	void putBack(Mail mail) {
		this.mails.addFirst(mail);
	}

	void removeLast() {
		this.mails.removeLast();
	}

	@Nullable Mail poll() {
		return this.mails.pollFirst();
	}

	/** Take out the call that has waited longest; what supervises is not dropped. */
	@Nullable WorkerCall dropOldest() {
		Iterator<Mail> waiting = this.mails.iterator();
		while (waiting.hasNext()) {
			if (waiting.next() instanceof WorkerCall call && call.mayBeDropped()) {
				waiting.remove();
				return call;
			}
		}
		return null;
	}

	List<Mail> clear() {
		List<Mail> all = List.copyOf(this.mails);
		this.mails.clear();
		return all;
	}

}
