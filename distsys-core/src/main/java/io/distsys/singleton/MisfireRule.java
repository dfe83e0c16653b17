package io.distsys.singleton;

/**
 * What becomes of a scheduled run of a singleton that was due while it was active
 * nowhere.
 *
 * @since 0.1
 */
public enum MisfireRule {

	/** It is left out. */
	SKIP,

	/** However many were due, one run follows as soon as the singleton is active. */
	ONCE

}
