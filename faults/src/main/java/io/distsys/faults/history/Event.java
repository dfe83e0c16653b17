package io.distsys.faults.history;

/**
 * One line of a history. Times are {@link System#nanoTime()}, which on Linux is
 * CLOCK_MONOTONIC: one clock for all processes of the host, network namespaces included.
 * So it is both the monotonic clock that the node's leases run by and the clock that the
 * histories of the nodes are compared by.
 *
 * @param from the clock before what the event tells of, for instance before the fence was
 * asked
 * @param at the clock after it
 * @param node who recorded it, for instance {@code n1}
 * @param life how many times that node had been started by then
 * @param kind what happened
 * @param resource the resource or object, or empty
 * @param token the token, or the number of the operation, or 0
 * @param detail more, for the checker or for people
 */
public record Event(long from, long at, String node, int life, EventKind kind, String resource, long token,
		String detail) {

	/**
	 * Who recorded it: a restarted node is somebody else.
	 * @return the node and its life
	 */
	public String process() {
		return this.node + "#" + this.life;
	}

}
