package io.distsys.worker;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Worker types that are supervised together: their workers of one key depend on each
 * other. The types share their slots, so that these workers always live on one node,
 * which supervises them without asking anybody.
 * <p>
 * When one of them crashes, those that the strategy names are ended with {@link OnStop},
 * and all of them are made anew, in the order of the members, each when the one before
 * has started. One that does not return from a call is interrupted after the drain
 * timeout; those behind it wait for it. Calls wait meanwhile in the mailboxes. A worker
 * that does not run is not started by this, and a {@link Restart#TEMPORARY} one is ended
 * and not made anew; its own crash concerns nobody. Crashes count against the restart
 * budget of the worker that has crashed.
 * <p>
 * When that is spent the worker is given up, as without a group, unless the group
 * {@linkplain #withEscalation escalates}: then all members are made anew, with new
 * budgets, until the budget of the group is spent; then all of them are given up for the
 * rest of its window ({@link WorkerEvent.GroupGivenUp}).
 *
 * @param name the name that the types share
 * @param strategy whom a crash concerns
 * @param members what stands behind the slash in the names of the types, in the order in
 * which they are started
 * @param escalation the budget of the group, {@literal null} if it does not escalate
 * @since 0.1
 */
public record SupervisionGroup(String name, Strategy strategy, List<String> members,
		@Nullable RestartPolicy escalation) {

	public SupervisionGroup {
		members = List.copyOf(members);
		if (name.isBlank() || name.indexOf('/') >= 0) {
			throw new IllegalArgumentException("A group of worker types has a name without a slash, not '" + name
					+ "': the types are called " + name + "/<member>");
		}
		if (members.isEmpty() || Set.copyOf(members).size() < members.size()) {
			throw new IllegalArgumentException("Group '" + name + "' needs members, each once, not " + members);
		}
	}

	/**
	 * A group that does not escalate.
	 * @param name the name that the types share
	 * @param strategy whom a crash concerns
	 * @param members what stands behind the slash in their names, in the order of start
	 * @return the group
	 */
	public static SupervisionGroup of(String name, Strategy strategy, String... members) {
		return new SupervisionGroup(name, strategy, List.of(members), null);
	}

	/**
	 * The same group, which makes all members anew when one has spent its own budget.
	 * @param budget how often, and with which pauses; not 0 times
	 * @return a copy
	 */
	public SupervisionGroup withEscalation(RestartPolicy budget) {
		if (budget.maxRestarts() == 0) {
			throw new IllegalArgumentException(
					"Group '" + this.name + "' cannot escalate with a budget of no restarts");
		}
		return new SupervisionGroup(this.name, this.strategy, this.members, budget);
	}

	/**
	 * The types that are supervised.
	 * @return their names, in the order of start
	 */
	public List<String> types() {
		return this.members.stream().map((member) -> this.name + '/' + member).toList();
	}

	/** Whom a crash concerns. */
	public enum Strategy {

		/** Nobody but the worker that has crashed. */
		ONE_FOR_ONE,

		/** It and those that are started after it: they rest on it. */
		REST_FOR_ONE,

		/** All members. */
		ONE_FOR_ALL;

		/** The places of those who are made anew. */
		IntStream concerned(int crashed, int size) {
			return switch (this) {
				case ONE_FOR_ONE -> IntStream.of(crashed);
				case REST_FOR_ONE -> IntStream.range(crashed, size);
				case ONE_FOR_ALL -> IntStream.range(0, size);
			};
		}

	}

}
