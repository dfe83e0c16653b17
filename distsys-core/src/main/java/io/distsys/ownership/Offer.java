package io.distsys.ownership;

/**
 * What a node is able to own: the planner gives resources only to nodes that offer them.
 *
 * @param kind the kind of the resources
 * @param name their name
 * @param count how many there are: 1 for a singleton, the number of slots for a worker
 * type
 * @since 0.1
 */
public record Offer(String kind, String name, int count) implements Comparable<Offer> {

	public Offer {
		if (count < 1) {
			throw new IllegalArgumentException("An offer has at least one resource: " + kind + "/" + name);
		}
	}

	@Override
	public int compareTo(Offer other) {
		int result = this.kind.compareTo(other.kind);
		if (result == 0) {
			result = this.name.compareTo(other.name);
		}
		return (result != 0) ? result : Integer.compare(this.count, other.count);
	}

}
