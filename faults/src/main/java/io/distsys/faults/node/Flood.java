package io.distsys.faults.node;

import org.springframework.context.annotation.Import;

/**
 * What floods the bulk lane, and what shows how the lease of a node fares meanwhile. Not
 * found by a scan: other nodes do not have it.
 */
@Import({ NodeConfiguration.class, Flooder.class, LeaseWatch.class, FenceWatch.class })
public class Flood {

	/** The order to send all that the others take. */
	public static final String BEGIN = "flood";

	/** The order to send no more. */
	public static final String END = "rest";

	/**
	 * The resource of the lease of a node. A renewal is told as
	 * {@link io.distsys.faults.history.EventKind#RETURNED}, from when it was sent until
	 * it was seen to be acknowledged; its token is how many microseconds the lease still
	 * had then.
	 */
	public static final String LEASE = "lease";

	/**
	 * The resource of what waits on the bulk lane to one node:
	 * {@link io.distsys.faults.history.EventKind#INVOKED}, its bytes as the token.
	 */
	public static final String QUEUE = "flood/queue";

	/**
	 * The resource of what one node has sent to another:
	 * {@link io.distsys.faults.history.EventKind#RETURNED}, its bytes as the token.
	 */
	public static final String SENT = "flood/sent";

	/** What the name of the resource begins with that each node has claimed. */
	static final String CLAIM = "flood";

}
