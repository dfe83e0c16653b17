package io.distsys.messaging;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node that is sent to.
 *
 * @param control what waits on the control lane
 * @param bulk what waits on the bulk lane
 * @param exchanges how many questions are under way beside the lanes
 */
record Peer(Outbox control, Outbox bulk, AtomicInteger exchanges) {

	Outbox outbox(Lane lane) {
		return (lane == Lane.CONTROL) ? this.control : this.bulk;
	}

}
