package io.distsys.tracker;

/**
 * Which entries a node had at one moment.
 *
 * @param version the number of changes that led there
 * @param fingerprint the sum over the entries
 */
record Edition(long version, long fingerprint) {

	/** That of a node that has just begun. */
	static final Edition FIRST = new Edition(0, 0);

}
