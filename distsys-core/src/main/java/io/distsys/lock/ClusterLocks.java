package io.distsys.lock;

import java.util.List;

/**
 * The locks of the cluster. They need no declaration: a lock exists while somebody holds
 * it or waits for it.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 */
public interface ClusterLocks {

	/**
	 * A lock. All objects of one name are the same lock, on this node and on the others.
	 * @param name its name, at most 255 characters
	 * @return the lock
	 */
	ClusterLock get(String name);

	/**
	 * The locks that are held, as this node has applied the log. A memory read.
	 * @return the locks, sorted by name
	 */
	List<LockStatus> list();

	/**
	 * What was counted on this node.
	 * @return the counts
	 */
	LockStatistics statistics();

}
