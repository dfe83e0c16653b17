package io.distsys.singleton;

/**
 * How far a singleton is on this node.
 *
 * @since 0.1
 */
public enum SingletonState {

	/** Not owned here. */
	STANDBY,

	/** Owned here, and its activity is beginning. */
	ACTIVATING,

	/** Active here. */
	ACTIVE,

	/** Its activity is ending here. */
	DEACTIVATING

}
