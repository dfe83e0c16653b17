package io.distsys.cluster;

import java.util.function.Consumer;

import io.distsys.time.Subscription;

/**
 * Notices that the process of a node is gone, much sooner than silence could show it: its
 * kernel has closed the connection, <em>and</em> refuses a new one to the same port.
 * <p>
 * It is evidence and not proof. A firewall that answers for another machine, or a port
 * that was moved, can make it wrong about a node that lives. And there is none of a node
 * that hangs, is cut off, or was lost with its whole machine.
 *
 * @since 0.1
 */
public interface CrashEvidence {

	/**
	 * Be told of each node of which there is evidence.
	 * @param listener is given the node, which may still be in view; on a thread that it
	 * must not block
	 * @return ends the subscription when closed
	 */
	Subscription subscribe(Consumer<NodeId> listener);

	/**
	 * Never any evidence.
	 * @return tells nothing
	 */
	static CrashEvidence none() {
		return (listener) -> () -> {
		};
	}

}
