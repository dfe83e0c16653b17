package io.distsys.cluster;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Identity of one process incarnation: 128 random bits made when the process starts. It
 * survives a Hazelcast split-brain merge (the member UUID does not) and is never reused:
 * a restarted process is a new node to every protocol.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 * @since 0.1
 */
public record NodeId(long high, long low) implements Comparable<NodeId> {

	/**
	 * Make a new identity.
	 * @param random the source of randomness
	 * @return a new identity
	 */
	public static NodeId random(RandomGenerator random) {
		return new NodeId(random.nextLong(), random.nextLong());
	}

	/**
	 * Parse the form that {@link #toString()} prints.
	 * @param text 32 hexadecimal digits
	 * @return the identity
	 * @throws IllegalArgumentException if the text is anything else
	 */
	public static NodeId parse(String text) {
		if (text.length() != 32) {
			throw new IllegalArgumentException("A node id has 32 hexadecimal digits, not '" + text + "'");
		}
		return new NodeId(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
	}

	/**
	 * The first eight digits, for logs and people.
	 * @return eight hexadecimal digits
	 */
	public String abbreviated() {
		return toString().substring(0, 8);
	}

	@Override
	public int compareTo(NodeId other) {
		int byHigh = Long.compareUnsigned(this.high, other.high);
		return (byHigh != 0) ? byHigh : Long.compareUnsigned(this.low, other.low);
	}

	@Override
	public String toString() {
		HexFormat hex = HexFormat.of();
		return hex.toHexDigits(this.high) + hex.toHexDigits(this.low);
	}

}
