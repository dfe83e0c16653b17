package io.distsys.worker;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The calls of one worker whose stages are not complete yet. Thread-safe. */
final class OpenStages {

	private @Nullable Set<WorkerCall> calls;

	synchronized void add(WorkerCall call) {
		Set<WorkerCall> open = this.calls;
		if (open == null) {
			open = new HashSet<>(4);
			this.calls = open;
		}
		open.add(call);
	}

	synchronized void remove(WorkerCall call) {
		Set<WorkerCall> open = this.calls;
		if (open != null) {
			open.remove(call);
			this.calls = open.isEmpty() ? null : open;
		}
	}

	synchronized Set<WorkerCall> takeAll() {
		Set<WorkerCall> open = this.calls;
		this.calls = null;
		return (open != null) ? open : Set.of();
	}

	synchronized boolean isEmpty() {
		return this.calls == null;
	}

}
