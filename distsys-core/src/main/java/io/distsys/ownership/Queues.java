package io.distsys.ownership;

import java.util.concurrent.CompletionStage;

/**
 * Lines in which requests of all nodes wait for a resource, first come, first served: for
 * a lock, for leadership. The line stands in the table; whoever is next gets the resource
 * by the same entry of the log by which the holder gives it up or its session ends.
 * <p>
 * A request is made once and followed by this node until it is granted or left: if the
 * session is lost before, the request stands in line again, at the end, with the next
 * session. A request that was left leaves nothing behind: as long as the outcome is not
 * known it is withdrawn again and again, until it is known or the session has ended.
 * <p>
 * Methods may be called from any thread and do not block.
 *
 * @since 0.1
 */
public interface Queues {

	/**
	 * Stand in line for a resource.
	 * @param key the resource; of a kind that is neither offered nor claimed
	 * @param mostWaiting how many may wait at the most, this request included; 0 to have
	 * it at once or not at all
	 * @param entrant is told what becomes of it
	 * @return the request
	 */
	Ticket enter(ResourceKey key, int mostWaiting, Entrant entrant);

	/** A request. */
	interface Ticket {

		/**
		 * Whether the majority is known to have this request in line, or granted.
		 * @return {@code true} if it has; a memory read
		 */
		boolean isKnown();

		/**
		 * Leave the line, or give up what was granted: its fence is closed when this
		 * method returns. The entrant is told nothing more, except that a call that is
		 * under way on the event loop ends.
		 */
		void leave();

		/**
		 * Says when the request is over and nothing of it stands in the table, as far as
		 * this node has applied it.
		 * @return completes on the event loop when the request has left the table or its
		 * session has ended, never exceptionally
		 */
		CompletionStage<Void> gone();

	}

	/** Told, on the core's event loop, what becomes of a request. Must not block. */
	interface Entrant {

		/**
		 * The resource belongs to this request.
		 * @param ticket the request
		 * @param fence open until the grant ends
		 */
		void granted(Ticket ticket, Fence fence);

		/**
		 * What was granted is lost, or will be when the fence closes. The request is over
		 * then.
		 * @param reason for people
		 */
		void lost(String reason);

		/**
		 * The group has had no leader for about three election timeouts. The request
		 * waits on until it is left; by default it does. Called again and again as long
		 * as that lasts and the request is not granted, the first time at once when a
		 * request is made meanwhile.
		 * @param ticket the request
		 * @param why for people
		 */
		default void stalled(Ticket ticket, String why) {
		}

		/**
		 * The request is over and was not granted.
		 * @param refusal why
		 */
		void refused(Refusal refusal);

	}

	/** Why a request does not wait. */
	enum Refusal {

		/** As many wait already as the request accepts. */
		FULL,

		/** This node leaves. */
		DRAINING

	}

}
