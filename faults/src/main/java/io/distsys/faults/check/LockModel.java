package io.distsys.faults.check;

import org.jspecify.annotations.Nullable;

/**
 * A lock that gives tokens: it is acquired when it is free, with a token larger than all
 * before, and released by whoever holds that token. The state is the token that holds it,
 * or its negative if it is free again.
 */
final class LockModel implements ObjectModel<Long, String, String> {

	@Override
	public Long initial() {
		return 0L;
	}

	@Override
	public @Nullable Long step(Long state, String input, @Nullable String output) {
		String[] words = input.split(" ");
		long token = Long.parseLong(words[1]);
		return switch (words[0]) {
			case "acquire" -> (state <= 0 && token > -state) ? token : null;
			case "release" -> (state == token) ? -token : null;
			default -> throw new IllegalArgumentException("A lock does not know '" + input + "'");
		};
	}

}
