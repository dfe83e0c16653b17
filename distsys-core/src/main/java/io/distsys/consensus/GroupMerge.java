package io.distsys.consensus;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

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
	 * Ask whether to give up the own group. One word of the other is not enough: it may
	 * be the last of a group that is no more.
	 * @return the group that stays in its place
	 */
	Optional<GroupId> yieldTo(long now, Own own, PeerBook book) {
		GroupId found = strongest(book.fresh(now).values().stream(), own).orElse(null);
		if (found == null || !found.equals(this.rival)) {
			this.rival = found;
			this.since = now;
			return Optional.empty();
		}
		boolean settled = now - this.since >= SETTLE.toNanos();
		return settled ? strongest(book.since(this.since), own).filter(found::equals) : Optional.empty();
	}

	private static Optional<GroupId> strongest(Stream<Hello> heard, Own own) {
		return heard.filter((hello) -> isStronger(hello, own)).map(Hello::group).sorted().findFirst();
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
