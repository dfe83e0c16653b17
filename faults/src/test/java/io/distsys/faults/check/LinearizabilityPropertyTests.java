package io.distsys.faults.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

class LinearizabilityPropertyTests {

	private final NumberModel model = new NumberModel();

	@Property(tries = 300)
	void whatRanInOneOrderIsLinearizable(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int size) {
		assertThat(Linearizability.violation(this.model, run(new Random(seed), size, 1_000_000, 40, false))).isEmpty();
	}

	@Property
	void theSearchAgreesWithTryingEveryOrder(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int size) {
		List<Operation<String, String>> operations = run(new Random(seed), size, 3, 6, true);
		assertThat(Linearizability.violation(this.model, operations).isEmpty())
			.isEqualTo(someOrderFits(operations, 0L));
	}

	/**
	 * Operations that take effect one after another, each somewhere between its call and
	 * its return; some answers are lost, and if wanted some are wrong. As in the
	 * histories of the suite, a value tells which operation made it, unless there are few
	 * values.
	 */
	private List<Operation<String, String>> run(Random random, int size, int values, int oneUnknownOf, boolean lying) {
		List<Operation<String, String>> operations = new ArrayList<>();
		long value = 0;
		for (int i = 1; i <= size; i++) {
			String input = switch (random.nextInt(4)) {
				case 0 -> "add " + random.nextInt(1, values + 1);
				case 1 -> "cas " + ((random.nextBoolean()) ? value : value + 1) + " " + random.nextInt(values);
				case 2 -> "set " + random.nextInt(values);
				default -> "get";
			};
			boolean applied = random.nextInt(oneUnknownOf) > 0;
			String output = null;
			long before = value;
			if (applied) {
				output = answer(input, before);
				value = this.model.step(before, input, null);
			}
			if (lying && random.nextInt(6) == 0 && output != null) {
				output = input.startsWith("cas") ? Boolean.toString(!Boolean.parseBoolean(output))
						: Long.toString(random.nextInt(values));
			}
			boolean answered = applied && random.nextInt(oneUnknownOf) > 0;
			long instant = 100L * i;
			operations.add(new Operation<>(instant - random.nextInt(300),
					answered ? instant + random.nextInt(300) : Operation.PENDING, input, answered ? output : null,
					"caller-" + i));
		}
		return operations;
	}

	private static String answer(String input, long value) {
		String[] words = input.split(" ");
		return switch (words[0]) {
			case "add" -> Long.toString(value + Long.parseLong(words[1]));
			case "cas" -> Boolean.toString(value == Long.parseLong(words[1]));
			default -> Long.toString(value);
		};
	}

	/** What linearizable means, without any cleverness. */
	private boolean someOrderFits(List<Operation<String, String>> left, long value) {
		if (left.stream().allMatch(Operation::isPending)) {
			return true;
		}
		for (Operation<String, String> next : left) {
			boolean first = left.stream().noneMatch((other) -> other.returned() < next.invoked());
			@Nullable Long after = first ? this.model.step(value, next.input(), next.output()) : null;
			if (after != null) {
				List<Operation<String, String>> rest = new ArrayList<>(left);
				rest.remove(next);
				if (someOrderFits(rest, after)) {
					return true;
				}
			}
		}
		return false;
	}

}
