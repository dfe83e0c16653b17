package io.distsys.hazelcast.discovery;

import java.util.List;

/**
 * Something that knows where nodes may be and can be asked again: DNS, Kubernetes, a
 * service registry. Asked at start until it names an address, and then by the member
 * while it joins and when it looks for another part of a split cluster.
 * <p>
 * Thread-safe. May block, but not longer than a few seconds.
 *
 * @since 0.1
 */
public interface AddressSource {

	/**
	 * Ask for addresses.
	 * @return each as {@code host} or {@code host:port}, in any order, with or without
	 * this node; empty if there are none yet
	 * @throws DiscoveryException if the answer cannot be had
	 */
	List<String> addresses();

	/**
	 * Whether a node may start although this names no address, as a cluster of its own
	 * until it finds others: for a source that learns of nodes only after they have
	 * started.
	 * @return whether no address is an answer; {@code false} unless overridden
	 */
	default boolean mayBeEmpty() {
		return false;
	}

	/**
	 * What is asked, for messages.
	 * @return a noun phrase that names it
	 */
	String description();

}
