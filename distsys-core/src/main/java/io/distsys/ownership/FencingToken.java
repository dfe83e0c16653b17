package io.distsys.ownership;

/**
 * A number that comes with a grant and only grows: the later holder of a resource has the
 * larger one. An external store that remembers the largest it has seen can refuse a late
 * writer (Kleppmann, "How to do distributed locking", 2016).
 *
 * @param value the number, unique over all grants of a group
 * @since 0.1
 */
public record FencingToken(long value) implements Comparable<FencingToken> {

	@Override
	public int compareTo(FencingToken other) {
		return Long.compare(this.value, other.value);
	}

	@Override
	public String toString() {
		return Long.toString(this.value);
	}

}
