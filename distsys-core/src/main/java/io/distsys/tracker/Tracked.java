package io.distsys.tracker;

import java.util.Arrays;
import java.util.Comparator;

import io.distsys.cluster.NodeId;

/**
 * An entry of one node. Only that node adds, changes and removes it. Several entries, of
 * the same node or of others, may have the same key.
 *
 * @since 0.1
 */
public final class Tracked {

	private final Place place;

	private final String key;

	private final byte[] value;

	Tracked(NodeId owner, long id, String key, byte[] value) {
		this.place = new Place(owner, id);
		this.key = key;
		this.value = value;
	}

	Tracked withValue(byte[] newValue) {
		return new Tracked(owner(), id(), this.key, newValue);
	}

	Place place() {
		return this.place;
	}

	/**
	 * The node whose entry it is.
	 * @return the node
	 */
	public NodeId owner() {
		return this.place.owner();
	}

	/**
	 * The number of the entry, unique on its node and never used again there.
	 * @return the number
	 */
	public long id() {
		return this.place.id();
	}

	/**
	 * By what it is found.
	 * @return the key
	 */
	public String key() {
		return this.key;
	}

	/**
	 * What the node says.
	 * @return the bytes, which must not be changed
	 */
	public byte[] value() {
		return this.value;
	}

	/** The same on every node; sums of these tell sets of entries apart. */
	long fingerprint() {
		long mixed = id() * 0x9E3779B97F4A7C15L + this.key.hashCode();
		mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L + Arrays.hashCode(this.value);
		mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
		return mixed ^ (mixed >>> 32);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Tracked that && this.place.equals(that.place) && this.key.equals(that.key)
				&& Arrays.equals(this.value, that.value);
	}

	@Override
	public int hashCode() {
		return this.place.hashCode();
	}

	@Override
	public String toString() {
		return this.key + " of " + owner().abbreviated() + "#" + id();
	}

	/** Whose entry it is, and which one of these. */
	record Place(NodeId owner, long id) implements Comparable<Place> {

		private static final Comparator<Place> ORDER = Comparator.comparing(Place::owner).thenComparingLong(Place::id);

		@Override
		public int compareTo(Place other) {
			return ORDER.compare(this, other);
		}

	}

}
