package io.distsys.ownership;

/**
 * Names one thing that is owned: a singleton, a slot of a worker type, a strong name.
 *
 * @param kind what sort of thing, for instance {@code singleton}
 * @param name its name, unique within the kind
 * @param index its number where a name stands for many (slots); 0 otherwise
 * @since 0.1
 */
public record ResourceKey(String kind, String name, int index) implements Comparable<ResourceKey> {

	/**
	 * How many characters the name of a singleton, a worker type, a lock, a number or an
	 * election has at the most. A strong name, which may be longer, is bounded together
	 * with its metadata.
	 */
	public static final int LONGEST_NAME = 255;

	/**
	 * A resource that stands alone.
	 * @param kind what sort of thing
	 * @param name its name
	 * @return the key
	 */
	public static ResourceKey of(String kind, String name) {
		return new ResourceKey(kind, name, 0);
	}

	@Override
	public int compareTo(ResourceKey other) {
		int result = this.kind.compareTo(other.kind);
		if (result == 0) {
			result = this.name.compareTo(other.name);
		}
		return (result != 0) ? result : Integer.compare(this.index, other.index);
	}

	@Override
	public String toString() {
		return this.kind + "/" + this.name + ((this.index != 0) ? "/" + this.index : "");
	}

}
