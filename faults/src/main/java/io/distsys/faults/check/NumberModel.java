package io.distsys.faults.check;

import org.jspecify.annotations.Nullable;

/**
 * An {@code AtomicNumber}, or what adds up as one does; it begins at 0. What is asked is
 * text, as in the histories.
 */
final class NumberModel implements ObjectModel<Long, String, String> {

	@Override
	public Long initial() {
		return 0L;
	}

	@Override
	public @Nullable Long step(Long state, String input, @Nullable String output) {
		String[] words = input.split(" ");
		return switch (words[0]) {
			case "get" -> answers(output, state) ? state : null;
			case "set" -> Long.valueOf(words[1]);
			case "add" -> {
				long sum = state + Long.parseLong(words[1]);
				yield answers(output, sum) ? Long.valueOf(sum) : null;
			}
			case "cas" -> {
				boolean fits = state == Long.parseLong(words[1]);
				Long after = fits ? Long.valueOf(words[2]) : state;
				yield answers(output, fits) ? after : null;
			}
			default -> throw new IllegalArgumentException("A number does not know '" + input + "'");
		};
	}

	private static boolean answers(@Nullable String output, Object value) {
		return output == null || output.equals(value.toString());
	}

}
