package io.distsys.placement;

import java.math.BigInteger;
import java.util.Comparator;

/**
 * The order of versions of an application: part by part, where parts are separated by
 * anything but letters and digits, and by the change from one to the other; numbers by
 * their value, words by the alphabet and before numbers and the end. {@code 1.9} comes
 * before {@code 1.10}, {@code 2.0-SNAPSHOT} before {@code 2.0}, and that before
 * {@code 2.0.1}; no version at all comes first. Names of commits have no order that means
 * anything: with them "newer" is arbitrary, but the same on all nodes.
 *
 * @since 0.1
 */
public final class VersionOrder implements Comparator<String> {

	/** The order. */
	public static final VersionOrder INSTANCE = new VersionOrder();

	private static final String BETWEEN_PARTS = "[^\\p{Alnum}]+|(?<=\\p{Alpha})(?=\\p{Digit})|(?<=\\p{Digit})(?=\\p{Alpha})";

	private VersionOrder() {
	}

	@Override
	public int compare(String one, String other) {
		String[] ones = one.split(BETWEEN_PARTS);
		String[] others = other.split(BETWEEN_PARTS);
		for (int i = 0; i < Math.min(ones.length, others.length); i++) {
			int result = compareParts(ones[i], others[i]);
			if (result != 0) {
				return result;
			}
		}
		if (ones.length == others.length) {
			return 0;
		}
		boolean longer = ones.length > others.length;
		String next = longer ? ones[others.length] : others[ones.length];
		return (longer == isNumber(next)) ? 1 : -1;
	}

	private static int compareParts(String one, String other) {
		boolean oneIsNumber = isNumber(one);
		boolean otherIsNumber = isNumber(other);
		if (oneIsNumber && otherIsNumber) {
			return new BigInteger(one).compareTo(new BigInteger(other));
		}
		return (oneIsNumber != otherIsNumber && !one.isEmpty() && !other.isEmpty()) ? (oneIsNumber ? 1 : -1)
				: one.compareTo(other);
	}

	private static boolean isNumber(String part) {
		return !part.isEmpty() && part.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

}
