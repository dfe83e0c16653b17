package io.distsys.consensus;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Hello;
import org.jspecify.annotations.Nullable;

/**
 * Which of two groups that meet stays: one that was made in place of the other by a
 * reset; otherwise one with a leader before one without, then the one with more voters,
 * then the smaller id. Decided by each node for itself, once what it sees has not changed
 * for a moment.
 */
final class GroupMerge {

	static final Duration SETTLE = Duration.ofSeconds(1);

	private @Nullable GroupId rival;

	private long since;

	/**
	 * What a node knows of its own group.
	 *
	 * @param group the group
	 * @param voters its number of voters
	 * @param led whether it has had a leader within the last election timeouts
	 * @param abandons the group that it has taken the place of
	 */
	record Own(GroupId group, int voters, boolean led, @Nullable GroupId abandons) {

	}

	/**
	 * Ask whether to give up the own group.
	 * @return the group that stays in its place
	 */
	Optional<GroupId> yieldTo(long now, Own own, Map<NodeId, Hello> heard) {
		Optional<GroupId> stronger = heard.values()
			.stream()
			.filter((hello) -> isStronger(hello, own))
			.map(Hello::group)
			.sorted()
			.findFirst();
		GroupId found = stronger.orElse(null);
		if (found == null || !found.equals(this.rival)) {
			this.rival = found;
			this.since = now;
			return Optional.empty();
		}
		return (now - this.since >= SETTLE.toNanos()) ? stronger : Optional.empty();
	}

	static boolean isStronger(Hello hello, Own own) {
		GroupId group = hello.group();
		if (group == null || hello.leader() == null || group.equals(own.group()) || group.equals(own.abandons())) {
			return false;
		}
		if (!own.led() || own.group().equals(hello.abandons())) {
			return true;
		}
		return (hello.voters() != own.voters()) ? hello.voters() > own.voters() : group.compareTo(own.group()) < 0;
	}

}
