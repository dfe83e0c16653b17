package io.distsys.consensus;

import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;

/**
 * Wakes those who wait for what a step of the consensus library has applied: before what
 * the step sends leaves, where they are few. To wake many takes longer than to send, and
 * all that they ask for next waits for what is sent: they are woken afterwards, and what
 * they ask for leaves together.
 */
final class AppliedSignal {

	private static final int FEW = 2;

	private final LoggedStateMachine machine;

	private final Messenger messenger;

	private final EventLoop loop;

	/** Whether a task of the loop that is still to run wakes them. */
	private boolean comes;

	AppliedSignal(LoggedStateMachine machine, Messenger messenger, EventLoop loop) {
		this.machine = machine;
		this.messenger = messenger;
		this.loop = loop;
	}

	void afterStep() {
		if (!this.machine.areWaitedFor(FEW)) {
			this.machine.wakeWaiting();
		}
		else if (!this.comes) {
			this.comes = true;
			this.loop.execute(() -> this.messenger.together(this::wakeAll));
		}
	}

	private void wakeAll() {
		this.comes = false;
		this.machine.wakeWaiting();
	}

}
