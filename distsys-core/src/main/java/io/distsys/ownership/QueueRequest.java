package io.distsys.ownership;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of this node and how far it is. Changed on the event loop, but for
 * {@link #leave()}.
 */
final class QueueRequest {

	/** For requests that nobody waits for. */
	static final Queues.Entrant NOBODY = new Queues.Entrant() {

		@Override
		public void granted(Queues.Ticket ticket, Fence fence) {
			// It is on its way out.
		}

		@Override
		public void lost(String reason) {
			// Nobody had it.
		}

		@Override
		public void refused(Queues.Refusal refusal) {
			// Nobody asked.
		}

	};

	private static final Logger logger = LoggerFactory.getLogger(QueueRequest.class);

	private final long number;

	private final ResourceKey key;

	private final int mostWaiting;

	private final Queues.Entrant entrant;

	private final CompletableFuture<Void> gone = new CompletableFuture<>();

	private volatile boolean leaving;

	private volatile boolean known;

	private volatile @Nullable GrantFence fence;

	private @Nullable SessionId sendingIn;

	private boolean lost;

	private boolean over;

	QueueRequest(long number, ResourceKey key, int mostWaiting, Queues.Entrant entrant) {
		this.number = number;
		this.key = key;
		this.mostWaiting = mostWaiting;
		this.entrant = entrant;
	}

	long number() {
		return this.number;
	}

	ResourceKey key() {
		return this.key;
	}

	int mostWaiting() {
		return this.mostWaiting;
	}

	CompletableFuture<Void> gone() {
		return this.gone;
	}

	@Nullable GrantFence fence() {
		return this.fence;
	}

	boolean isLeaving() {
		return this.leaving;
	}

	boolean isKnown() {
		return this.known;
	}

	boolean isOver() {
		return this.over;
	}

	void known(boolean nowKnown) {
		this.known = nowKnown;
	}

	/** From any thread: the fence is closed before anybody is told. */
	void leave() {
		this.leaving = true;
		GrantFence held = this.fence;
		if (held != null) {
			held.end();
		}
	}

	boolean isSending(SessionId session) {
		return session.equals(this.sendingIn);
	}

	boolean beginSending(SessionId session) {
		if (isSending(session)) {
			return false;
		}
		this.sendingIn = session;
		return true;
	}

	void endSending(SessionId session) {
		if (isSending(session)) {
			this.sendingIn = null;
		}
	}

	void grant(Queues.Ticket ticket, GrantFence granted) {
		this.fence = granted;
		if (!this.leaving) {
			tell(() -> this.entrant.granted(ticket, granted));
		}
	}

	void lose(String reason) {
		if (!this.lost) {
			this.lost = true;
			tell(() -> this.entrant.lost(reason));
		}
	}

	void stall(Queues.Ticket ticket, String why) {
		if (!this.leaving && this.fence == null) {
			tell(() -> this.entrant.stalled(ticket, why));
		}
	}

	void refuse(Queues.Refusal refusal) {
		if (!this.leaving) {
			tell(() -> this.entrant.refused(refusal));
		}
	}

	void finish() {
		this.over = true;
		this.known = false;
		this.gone.complete(null);
	}

	private void tell(Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException ex) {
			logger.error("One who stands in line failed key={}", this.key, ex);
		}
	}

}
