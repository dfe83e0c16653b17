package io.distsys.ownership;

import org.jspecify.annotations.Nullable;

/** What this node knows of one grant of its own. Lives on the event loop. */
final class Holding {

	private final Grant grant;

	private final GrantFence fence;

	private final @Nullable Tenant tenant;

	private Phase phase = Phase.ACTIVATING;

	private @Nullable SessionId releasingTo;

	private boolean waiting;

	private @Nullable Long unwantedSince;

	Holding(Grant grant, GrantFence fence, @Nullable Tenant tenant) {
		this.grant = grant;
		this.fence = fence;
		this.tenant = tenant;
	}

	Grant grant() {
		return this.grant;
	}

	GrantFence fence() {
		return this.fence;
	}

	@Nullable Tenant tenant() {
		return this.tenant;
	}

	Phase phase() {
		return this.phase;
	}

	void enter(Phase newPhase) {
		this.phase = newPhase;
	}

	@Nullable SessionId releasingTo() {
		return this.releasingTo;
	}

	void releaseTo(@Nullable SessionId next) {
		this.phase = Phase.RELEASING;
		this.releasingTo = next;
	}

	/**
	 * Wait for another receiver.
	 * @return whether it did not do so already
	 */
	boolean beginWaiting() {
		boolean begins = !this.waiting;
		this.waiting = true;
		return begins;
	}

	void endWaiting() {
		this.waiting = false;
	}

	void wanted() {
		this.unwantedSince = null;
	}

	/**
	 * Since how many nanoseconds nobody has wanted it, when asked for the first time 0.
	 */
	long unwantedFor(long now) {
		if (this.unwantedSince == null) {
			this.unwantedSince = now;
		}
		return now - this.unwantedSince;
	}

	Command.Held held() {
		return new Command.Held(this.grant.key(), this.fence.token());
	}

	/** How far this node is with a grant. */
	enum Phase {

		/** The tenant is starting. */
		ACTIVATING,

		/** The tenant acts. */
		ACTIVE,

		/** The tenant is stopping and handing over. */
		RELEASING,

		/**
		 * The tenant has stopped and the next owner has the state; the log does not know
		 * yet.
		 */
		RELEASED,

		/** The tenant could not start. */
		FAILED

	}

}
