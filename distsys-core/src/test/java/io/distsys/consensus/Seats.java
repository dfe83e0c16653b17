package io.distsys.consensus;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The voters as one node has them in its log, for tests of other packages: which
 * membership of a node votes tells whether a majority is alive.
 *
 * @param group the group
 * @param index log index of this configuration
 * @param voters the voters, each named by its node and the count of its memberships
 * @param quorum how many of them decide; vacant seats count against them
 */
public record Seats(GroupId group, long index, List<String> voters, int quorum) {

	private static final Field KEEPER = keeperField();

	/** The configuration that a node follows, committed or not. */
	public static Optional<Seats> of(RaftReplicatedLog log) {
		return life(log).map((life) -> new Seats(life.group(), life.members().getLogIndex(),
				life.voters().stream().map(Member::toString).toList(),
				life.members().getVotingMembers().size() / 2 + 1));
	}

	/** The configuration that a node follows, if it knows that it is committed. */
	public static Optional<Seats> committed(RaftReplicatedLog log) {
		return life(log).filter((life) -> life.committedMembersIndex() >= 0).flatMap((life) -> of(log));
	}

	/** The membership of a node, or empty if it is in no group. */
	public static Optional<String> self(RaftReplicatedLog log) {
		return life(log).map((life) -> life.self().toString());
	}

	/** Whether enough of the voters are among these memberships. */
	public boolean hasMajority(Set<String> alive) {
		return this.voters.stream().filter(alive::contains).count() >= this.quorum;
	}

	private static Optional<RaftLife> life(RaftReplicatedLog log) {
		try {
			return Optional.ofNullable(((GroupKeeper) KEEPER.get(log)).life());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Field keeperField() {
		try {
			Field field = RaftReplicatedLog.class.getDeclaredField("keeper");
			field.setAccessible(true);
			return field;
		}
		catch (NoSuchFieldException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** How many it takes to begin. */
	public static int founders(ConsensusSettings settings) {
		return settings.founders();
	}

}
