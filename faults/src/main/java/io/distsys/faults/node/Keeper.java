package io.distsys.faults.node;

/** Says where a singleton is active, to whoever calls it. */
interface Keeper {

	/**
	 * The process that answers.
	 * @return its name
	 */
	String keeper();

}
