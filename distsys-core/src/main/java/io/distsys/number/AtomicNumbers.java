package io.distsys.number;

/**
 * Numbers of the cluster. They need no declaration: one that nobody has changed is 0.
 * <p>
 * They live in the memory of the nodes, as long as a majority of the voters does: after a
 * restart of the whole cluster they begin at 0 again.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface AtomicNumbers {

	/**
	 * A number. All objects of one name are the same number, on this node and on the
	 * others.
	 * @param name its name, at most 255 characters
	 * @return the number
	 */
	AtomicNumber get(String name);

}
