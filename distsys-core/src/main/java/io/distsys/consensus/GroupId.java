package io.distsys.consensus;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Identity of one consensus group, made at its bootstrap and carried in each of its
 * messages.
 *
 * @param value random bits
 * @param tokenBase fencing tokens of this group begin above this: wall-clock milliseconds
 * at bootstrap × 2^20, or the highest token that a founder knew if that is larger
 * @since 0.1
 */
public record GroupId(long value, long tokenBase) implements Comparable<GroupId> {

	/**
	 * Make a new identity.
	 * @param random the source of randomness
	 * @param tokenBase where its tokens begin
	 * @return a new identity
	 */
	public static GroupId random(RandomGenerator random, long tokenBase) {
		return new GroupId(random.nextLong(), tokenBase);
	}

	@Override
	public int compareTo(GroupId other) {
		int byValue = Long.compareUnsigned(this.value, other.value);
		return (byValue != 0) ? byValue : Long.compareUnsigned(this.tokenBase, other.tokenBase);
	}

	@Override
	public String toString() {
		return HexFormat.of().toHexDigits(this.value);
	}

}
